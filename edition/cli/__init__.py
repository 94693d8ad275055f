"""The command line: what an editor types, sees and can repair."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from edition.cli.arguments import make_parser
from edition.errors import ContentErrors, EditionError, Unaccounted

if TYPE_CHECKING:
    from edition.config import Config
    from edition.pipeline import Paths

BUILT, CONTENT_ERRORS, WRONG_USAGE = 0, 1, 2


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
        sys.stdout = None
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
        from edition.incremental.processes import default_jobs
        from edition.incremental.workplace import Workplace
        from edition.pipeline import build
        from edition.report import Told, explain_reasons, summary

        kept = Workplace.beside(paths.site, fresh=options.fresh)
        with Told(quiet=options.quiet) as told:
            report = build(
                paths,
                config,
                progress=told.step,
                search=not options.no_search,
                jobs=options.jobs or default_jobs(),
                kept=kept,
            )
        kept.save()
        if options.explain:
            print(explain_reasons(report.reasons))
        if not options.quiet:
            print(summary(report, paths))
        return BUILT
    if options.command in ("explain", "suggest", "adopt"):
        print(_edit(options, paths, config))
        return BUILT
    from edition.cli.keeping import keep

    return keep(options, paths, config)


def _edit(options: argparse.Namespace, paths: Paths, config: Config) -> str:
    from edition import editorial

    if options.command == "explain":
        return editorial.explain(paths, config, options.page, everything=options.all)
    if options.command == "suggest":
        return editorial.suggest(paths, config, options.kind)
    return editorial.adopt(paths, config, options.page, by=options.by, reason=options.reason)
