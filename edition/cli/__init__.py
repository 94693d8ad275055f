"""The command line: what an editor types, sees and can repair.

Only what a command needs is imported, and only when it is known to be needed: help is written, and a build
that has nothing to do is over, before a library is loaded.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, cast

from edition.cli.arguments import make_parser
from edition.incremental.manifest import roots_of, unchanged

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from edition.config import Config
    from edition.incremental.manifest import Look
    from edition.preparing import Paths
    from edition.reprint.standing import Standing

BUILT, CONTENT_ERRORS, WRONG_USAGE = 0, 1, 2
NOTHING_MADE = "Nothing had to be made anew."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; a bug keeps its traceback."""
    options = make_parser().parse_args(arguments)
    if options.watch and options.command is None:
        from edition.watch.ending import end_at_once

        end_at_once()  # until watch mode hears Ctrl-C itself
    try:
        look: Look | None = None
        if options.command is None and not options.watch and not options.fresh:
            done, look = _nothing_to_do(options)
            if done:
                return BUILT
        if options.command == "pages":
            return _pages(options)
        return _guarded(options, look)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of a long list has seen enough
        sys.stdout = None
        return BUILT


def _command(options: argparse.Namespace) -> tuple[str, ...]:
    """Give what has to be the same for the last build to stand for this one."""
    from pathlib import Path

    places = (options.content, options.site, options.config, options.templates)
    return (str(Path.cwd()), *map(str, places), "no search" if options.no_search else "search")


def _nothing_to_do(options: argparse.Namespace) -> tuple[bool, Look]:
    """Say whether the site is what a build would make, and tell so; give the look at the inputs."""
    began = time.perf_counter()
    roots = roots_of(str(options.content), str(options.config), str(options.templates))
    told, look = unchanged(str(options.site), roots, _command(options))
    if told is None:
        return False, look
    if options.explain:
        print(NOTHING_MADE)
    if not options.quiet:
        took = time.perf_counter() - began
        print(f"{told}\n\nTook {took:.2f} s: nothing had changed since the last build.")
    return True, look


def _pages(options: argparse.Namespace) -> int:
    """Make a site from pages alone, or say that it stands."""
    from edition.reprint.standing import look

    began = time.perf_counter()
    standing = look(
        f"{options.content}/pages", str(options.site), str(options.config), str(options.templates),
        language=options.language, fresh=options.fresh,
    )  # fmt: skip
    if standing.told is None:
        return _guarded(options, standing)
    if not options.quiet:
        took = time.perf_counter() - began
        print(f"{standing.told}.\nTook {took:.2f} s: nothing had changed since the last build.")
    return BUILT


def _guarded(options: argparse.Namespace, known: Look | Standing | None) -> int:
    """Run the command and tell the errors of the content; ``known`` is what was looked at before."""
    from edition.errors import ContentErrors, EditionError, Unaccounted

    try:
        return _run(options, known)
    except Unaccounted as error:
        print(f"\n{error}", file=sys.stderr)
    except ContentErrors as errors:
        count = len(errors.errors)
        print(
            f"\n{errors}\n\n{count} error{'s' if count != 1 else ''}; the last site stays as it was.",
            file=sys.stderr,
        )
    except EditionError as error:
        print(f"\n{error}\n\n1 error; the last site stays as it was.", file=sys.stderr)
    return CONTENT_ERRORS


def _run(options: argparse.Namespace, known: Look | Standing | None) -> int:
    if options.watch and options.command is None:
        return _watch(options)
    if _missing(options):
        return WRONG_USAGE
    from edition.config import read_config

    if options.command == "pages":
        return _reprint(options, read_config(options.config), cast("Standing", known))
    from edition.preparing import Paths

    paths = Paths(options.content, options.site, options.config, options.templates)
    config = read_config(options.config)
    if options.command is None:
        return _build(options, paths, config, cast("Look | None", known))
    if options.command in ("explain", "suggest", "adopt"):
        print(_edit(options, paths, config))
        return BUILT
    from edition.cli.keeping import keep

    return keep(options, paths, config)


def _missing(options: argparse.Namespace) -> bool:
    """Say what is named and is not there."""
    for place, there, wanted in (
        ("settings file", options.config.is_file(), f"{options.config}; name one with --config FILE"),
        ("folder", options.content.is_dir(), f"{options.content}; name one with --content DIR"),
    ):  # fmt: skip
        if not there:
            print(f"build.py: there is no {place} {wanted}", file=sys.stderr)
            return True
    return False


def _watch(options: argparse.Namespace) -> int:
    from edition.watch import begins_anew, watch

    if not begins_anew() and _missing(options):
        return WRONG_USAGE
    return watch(
        options.content, options.site, options.config, options.templates,
        port=options.port, opened=options.open, search=not options.no_search,
    )  # fmt: skip


def _build(options: argparse.Namespace, paths: Paths, config: Config, look: Look | None) -> int:
    from edition.incremental.processes import default_jobs
    from edition.incremental.workplace import Workplace
    from edition.pipeline import build
    from edition.report import Told, explain_reasons, summary, summary_again

    kept = Workplace.beside(paths.site, fresh=options.fresh)
    with Told(quiet=options.quiet) as told:
        report = build(
            paths,
            config,
            progress=told.step,
            search=not options.no_search,
            jobs=options.jobs or default_jobs(),
            kept=kept,
            look=look,
        )
    kept.save()
    kept.conclude(paths.site, _command(options), summary_again(report, paths))
    if options.explain:
        print(explain_reasons(report.reasons) or NOTHING_MADE)
    if not options.quiet:
        print(summary(report, paths))
    return BUILT


def _reprint(options: argparse.Namespace, config: Config, standing: Standing) -> int:
    from edition.incremental.processes import default_jobs
    from edition.reprint.making import reprint, told

    began = time.perf_counter()
    pages = options.content / "pages"
    made = reprint(
        pages,
        options.site,
        config,
        templates=options.templates,
        jobs=options.jobs or default_jobs(),
        language=options.language,
        standing=standing,
    )
    if not options.quiet:
        took = time.perf_counter() - began
        print(
            f"{told(made, pages, options.site)}, {made.changed:,} of them new or changed.\nTook {took:.2f} s."
        )
    return BUILT


def _edit(options: argparse.Namespace, paths: Paths, config: Config) -> str:
    from edition import editorial

    if options.command == "explain":
        return editorial.explain(paths, config, options.page, everything=options.all)
    if options.command == "suggest":
        return editorial.suggest(paths, config, options.kind)
    return editorial.adopt(paths, config, options.page, by=options.by, reason=options.reason)
