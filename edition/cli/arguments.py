"""The command line's words: every command, every option, with help and examples."""

from __future__ import annotations

import argparse
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"

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
  python build.py release --reason "…"   freeze what changed as the next version of each document
  python build.py withdraw dgnmjhp --reason "…"
                                         put a tombstone in a page's place
  python build.py pages --site out       make a site from content/pages/ alone, without captures
  python build.py bag out/               one BagIt bag with captures, texts, ledger and checksums
  python build.py verify out/            tell whether files are those of the ledger

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
    parser.add_argument("--jobs", type=_count, metavar="N", default=0,
                        help="processes to build with (default: as many as the machine has cores); the site is the same")  # fmt: skip
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="make everything anew, whatever the last build left",
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="print what was made anew, and what had changed for it",
    )
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
    pages = commands.add_parser(
        "pages",
        parents=[shared],
        help="make a site from the preserved pages alone (content/pages/), without captures",
    )
    pages.add_argument(
        "--language",
        choices=["zh-Hans", "en"],
        default="",
        help="language of the interface, if it shall have one alone (default: both)",
    )
    pages.add_argument("--jobs", type=_count, metavar="N", default=argparse.SUPPRESS,
                       help="processes to build with (default: as many as the machine has cores)")  # fmt: skip
    pages.add_argument("--quiet", action="store_true", default=argparse.SUPPRESS, help="print errors only")  # fmt: skip
    _add_ledger_commands(commands, shared)
    return parser


def _add_ledger_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    answerable = argparse.ArgumentParser(add_help=False)
    answerable.add_argument(
        "--reason", metavar="TEXT", default="", help="why; asked for where missing"
    )
    answerable.add_argument(
        "--by",
        metavar="NAME",
        default="",
        help="who answers for it (default: the first editor of edition.toml)",
    )
    answerable.add_argument(
        "--date",
        metavar="DATE",
        default="",
        help="day on which it is done, YYYY-MM-DD (default: today)",
    )

    def command(name: str, told: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[shared, answerable], help=told)

    release = command("release", "freeze what changed as the next version of each document")
    release.add_argument("only", metavar="ID", nargs="*", help="release these documents only")
    withdraw = command("withdraw", "put a tombstone in a page's place")
    withdraw.add_argument("id", metavar="ID")
    withdraw.add_argument("--successor", metavar="ID", default="", help="what to read instead")
    command("restore", "bring back what was withdrawn").add_argument("id", metavar="ID")
    rename = command("rename", "give a page a new address; the old one redirects")
    rename.add_argument("id", metavar="ID")
    rename.add_argument(
        "--kind", default="", help="person, place, organisation or term: move the page to that kind"
    )
    merge = command("merge", "let a page be continued by another; its address redirects")
    merge.add_argument("id", metavar="ID")
    merge.add_argument("into", metavar="INTO")
    bag = commands.add_parser(
        "bag", parents=[shared], help="write a BagIt bag of the edition into a new folder"
    )
    bag.add_argument("folder", type=Path, metavar="FOLDER")
    bag.add_argument("--date", metavar="DATE", default="", help="day of the bag (default: today)")
    verify = commands.add_parser(
        "verify", parents=[shared], help="tell whether files are those of the ledger"
    )
    verify.add_argument("target", metavar="BAG|DIR|FILE|URL")
    verify.add_argument(
        "--ledger",
        type=Path,
        metavar="FILE",
        default=None,
        help="the ledger to trust (default: the one in the bag or folder)",
    )
    check = commands.add_parser(
        "check", parents=[shared], help="find a ledger that was edited backwards"
    )
    check.add_argument(
        "--since",
        metavar="REV",
        default="HEAD",
        help="a revision of git to compare with (default: HEAD)",
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
