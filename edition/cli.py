"""The command line: what an editor types, sees and can repair."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from edition.errors import ContentErrors, EditionError, Unaccounted

BUILT, CONTENT_ERRORS, WRONG_USAGE = 0, 1, 2

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

_EPILOG = """\
examples:
  python build.py                        build content/ into site/
  python build.py --watch --open         serve on 127.0.0.1, rebuild and reload at every change
  python build.py --content my --site out --config my/edition.toml
                                         build another collection
  python build.py explain dgnmjhp        every intervention in one page, with the raw context
  python build.py suggest                ready-to-paste decisions for what is unsure
  python build.py suggest people         candidates for content/authority/people.toml
  python build.py adopt dgnmjhp          turn a hand edit of a page into recorded decisions

exit codes: 0 built; 1 the content has errors, all of them listed; 2 wrong usage
"""


def make_parser() -> argparse.ArgumentParser:
    """Make the parser; it explains itself with ``--help``."""
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Build the digital edition: captures in content/sources/ become a site with every character accounted for.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shared = argparse.ArgumentParser(add_help=False)
    for target, default in ((parser, True), (shared, False)):
        missing = argparse.SUPPRESS
        target.add_argument("--content", type=Path, metavar="DIR", default=Path("content") if default else missing,
                            help="folder of the collection (default: content)")  # fmt: skip
        target.add_argument("--site", type=Path, metavar="DIR", default=Path("site") if default else missing,
                            help="folder of the built site (default: site)")  # fmt: skip
        target.add_argument("--config", type=Path, metavar="FILE", default=Path("edition.toml") if default else missing,
                            help="settings of the edition (default: edition.toml)")  # fmt: skip
    parser.add_argument("--templates", type=Path, metavar="DIR", default=TEMPLATES,
                        help="folder of templates and assets (default: the edition's own)")  # fmt: skip
    parser.add_argument(
        "--watch",
        action="store_true",
        help="serve on 127.0.0.1, rebuild and reload at every change",
    )
    parser.add_argument("--open", action="store_true", help="with --watch: open the browser")
    parser.add_argument("--port", type=int, metavar="N", default=8000,
                        help="with --watch: the port, or the next that is free (default: 8000)")  # fmt: skip
    parser.add_argument("--no-search", action="store_true", help="do not index for search")
    parser.add_argument("--quiet", action="store_true", help="print errors only")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    explain = commands.add_parser(
        "explain", parents=[shared], help="print the interventions of a page with their raw context"
    )
    explain.add_argument("page", metavar="PAGE", help="id of a document, or the path of its page")
    explain.add_argument("--all", action="store_true", help="also the removal of markup and layout")
    suggest = commands.add_parser(
        "suggest",
        parents=[shared],
        help="print ready-to-paste decisions, or candidates for authority files",
    )
    suggest.add_argument("kind", nargs="?", default="decisions",
                         choices=["decisions", "people", "places", "organisations", "terms", "events"])  # fmt: skip
    adopt = commands.add_parser(
        "adopt", parents=[shared], help="turn a hand edit of a page into recorded decisions"
    )
    adopt.add_argument("page", metavar="PAGE", help="id of a document, or the path of its page")
    adopt.add_argument(
        "--by",
        metavar="NAME",
        default="",
        help="the editor's name (default: the first of edition.toml)",
    )
    adopt.add_argument("--reason", metavar="TEXT", default="", help="why (asked for where missing)")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; a bug keeps its traceback."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except Unaccounted as error:
        print(f"\n{error}", file=sys.stderr)
        return CONTENT_ERRORS
    except ContentErrors as errors:
        count = len(errors.errors)
        print(
            f"\n{errors}\n\n{count} error{'s' if count != 1 else ''}; the last site stays as it was.",
            file=sys.stderr,
        )
        return CONTENT_ERRORS
    except EditionError as error:
        print(f"\n{error}\n\n1 error; the last site stays as it was.", file=sys.stderr)
        return CONTENT_ERRORS
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of a long list has seen enough
        sys.stdout = None  # type: ignore[assignment]
        return BUILT


def _run(options: argparse.Namespace) -> int:
    from edition.config import read_config
    from edition.pipeline import Paths

    if not options.config.is_file():
        print(
            f"build.py: there is no settings file {options.config}; name one with --config FILE",
            file=sys.stderr,
        )
        return WRONG_USAGE
    if not options.content.is_dir():
        print(
            f"build.py: there is no folder {options.content}; name one with --content DIR",
            file=sys.stderr,
        )
        return WRONG_USAGE
    paths = Paths(options.content, options.site, options.config, options.templates)
    if options.watch and options.command is None:
        from edition.watch import watch

        return watch(paths, port=options.port, opened=options.open, search=not options.no_search)
    config = read_config(options.config)
    if options.command is None:
        from edition.pipeline import build
        from edition.report import Told, summary

        with Told(quiet=options.quiet) as told:
            report = build(paths, config, progress=told.step, search=not options.no_search)
        if not options.quiet:
            print(summary(report, paths))
        return BUILT
    from edition import editorial

    if options.command == "explain":
        print(editorial.explain(paths, config, options.page, everything=options.all))
    elif options.command == "suggest":
        print(editorial.suggest(paths, config, options.kind))
    elif options.command == "adopt":
        print(editorial.adopt(paths, config, options.page, by=options.by, reason=options.reason))
    return BUILT
