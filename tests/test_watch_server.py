"""What watch mode's server gives, and to whom it gives nothing."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from edition.watch.hosting import read_hosting
from edition.watch.server import Answer, Server

PAGE = b'<!DOCTYPE html><html><head><link rel="stylesheet" href="/a.1.css"></head><body>x</body></html>'


@dataclass
class Served:
    """A server at work, and what its desk was asked."""

    server: Server
    asked: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    def ask(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        body: bytes = b"",
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send one request as it is given, with no header but these and its length."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        given = {
            "Host": self.host,
            **({"Content-Length": str(len(body))} if body else {}),
            **(headers or {}),
        }
        for name, value in given.items():
            if value:
                connection.putheader(name, value)
        connection.endheaders(body or None)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found

    def decide(self, **changed: str) -> int:
        """Send a decision as the desk's page would, but for what is changed; give the status."""
        headers = {
            "Origin": f"http://{self.host}",
            "Content-Type": "application/json",
            "X-Edition-Token": "right",
            "Sec-Fetch-Site": "same-origin",
        } | {name.replace("_", "-"): value for name, value in changed.items()}
        return self.ask("/desk/settle", headers, method="POST", body=b'{"id": "1"}')[0]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    site, own = tmp_path / "site", tmp_path / "templates"
    for path, data in {
        site / "index.html": PAGE,
        site / "d/x/index.html": PAGE.replace(b">x<", b">y<"),
        site / "d/gone/index.html": b"<head></head>gone",
        site / "404.html": b"<head></head>nothing here",
        site / "a.1.css": b"a {}",
        site / "_headers": b"/*\n  X-All: 1\n/d/*\n  Content-Security-Policy: default-src 'self'; upgrade-insecure-requests\n"
                           b"  Strict-Transport-Security: max-age=1\n",
        site / "_redirects": b"/old/ /d/x/#p3 301!\n/d/gone/* /d/gone/ 410!\n",
        own / "watch/client.js": b"// client",
        own / "watch/waiting.html": b"<head></head>wait",
        own / "desk/index.html": b"<head></head>desk",
        tmp_path / "secret": b"secret",
    }.items():  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    asked: list[tuple[str, str, Mapping[str, Any]]] = []

    def desk(method: str, what: str, values: Mapping[str, Any]) -> Answer:
        asked.append((method, what, values))
        return Answer(200, b"{}")

    server = Server(site, own, port=0, base_path="/", token="right", desk=desk)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield Served(server, asked)
    server.state.end()
    server.shutdown()
    server.server_close()
    serving.join()


class TestWhoIsAnswered:
    @pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "[::1]", ""])
    def test_only_who_names_the_loopback_gets_an_answer(self, served: Served, host: str) -> None:
        """A name of another site that leads here (DNS rebinding) opens nothing, not even a page."""
        for path in ("/", "/d/x/", "/desk/", "/.edition/client.js", "/.edition/events"):
            status, _, data = served.ask(path, {"Host": host})
            assert status == 421
            assert b"<" not in data

    def test_localhost_is_the_loopback_too(self, served: Served) -> None:
        port = served.server.server_address[1]
        assert served.ask("/", {"Host": f"localhost:{port}"})[0] == 200

    def test_no_other_address_of_the_machine_is_bound(self, served: Served) -> None:
        assert served.server.socket.getsockname()[0] == "127.0.0.1"

    def test_a_decision_of_this_very_page_is_taken(self, served: Served) -> None:
        assert served.decide() == 200
        assert served.asked == [("POST", "settle", {"id": "1"})]

    @pytest.mark.parametrize(
        "changed",
        [
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": ""},
            {"Origin": "https://127.0.0.1"},
            {"Sec_Fetch_Site": "cross-site"},
            {"Sec_Fetch_Site": "same-site"},
            {"X_Edition_Token": ""},
            {"X_Edition_Token": "wrong"},
            {"X_Edition_Token": "righ"},
        ],
    )
    def test_a_decision_of_anybody_else_is_refused(
        self, served: Served, changed: Mapping[str, str]
    ) -> None:
        assert served.decide(**changed) == 403
        assert served.asked == []

    def test_a_decision_asked_for_under_another_name_is_refused(self, served: Served) -> None:
        assert served.decide(Host="evil.example") == 421
        assert served.asked == []

    def test_a_form_of_another_page_cannot_send_a_decision(self, served: Served) -> None:
        for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
            assert served.decide(Content_Type=kind) == 400
        assert served.asked == []

    @pytest.mark.parametrize("length", ["0", "-1", "x", "1_0", "99999999999", "٣"])
    def test_a_length_that_cannot_be_is_refused(self, served: Served, length: str) -> None:
        assert served.decide(Content_Length=length.encode().decode("latin-1")) == 400
        assert served.asked == []

    def test_what_is_no_object_of_json_is_refused(self, served: Served) -> None:
        headers = {
            "Origin": f"http://{served.host}",
            "Content-Type": "application/json",
            "X-Edition-Token": "right",
        }
        for body in (b"[]", b"{", b'"x"', b"\xff\xfe"):
            assert served.ask("/desk/settle", headers, method="POST", body=body)[0] == 404
        assert served.asked == []

    def test_the_list_of_the_desk_needs_the_token(self, served: Served) -> None:
        assert served.ask("/desk/matters.json")[0] == 403
        assert served.ask("/desk/matters.json", {"X-Edition-Token": "wrong"})[0] == 403
        assert served.asked == []
        assert served.ask("/desk/matters.json", {"X-Edition-Token": "right"})[0] == 200

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"])
    def test_other_methods_do_nothing(self, served: Served, method: str) -> None:
        headers = {"X-Edition-Token": "right", "Origin": f"http://{served.host}"}
        status, answered, _ = served.ask("/desk/settle", headers, method=method)
        assert status in (405, 501)
        assert not [name for name in answered if name.lower().startswith("access-control")]
        assert served.asked == []

    @pytest.mark.parametrize(
        "start", ["/", "/d/", "/.edition/", "/desk/", "/.edition/x/", "/desk/x/"]
    )
    @pytest.mark.parametrize(
        "way",
        [
            "../secret", "../../secret", "..%2f..%2fsecret", "%2e%2e/%2e%2e/secret", "..%5c..%5csecret",
            "{root}/secret", "%2f{root}/secret", "/{root}/secret", "....//secret", "secret%00", "%00",
        ],
    )  # fmt: skip
    def test_no_path_leads_out_of_the_site(
        self, served: Served, tmp_path: Path, start: str, way: str
    ) -> None:
        status, _, data = served.ask(start + way.replace("{root}", str(tmp_path)))
        assert status in (301, 404)
        assert b"secret" not in data


class TestWhatIsGiven:
    def test_a_page_comes_with_the_script_and_what_the_host_would_send(
        self, served: Served
    ) -> None:
        status, headers, data = served.ask("/d/x/")
        assert status == 200
        assert b'<head><script src="/.edition/client.js"' in data
        assert headers["Content-Security-Policy"] == "default-src 'self'"
        assert headers["X-All"] == "1"
        assert headers["Cache-Control"] == "no-store"
        assert (
            "Strict-Transport-Security" not in headers
        )  # a browser would keep to it for other ports

    def test_what_is_no_page_comes_as_it_is(self, served: Served) -> None:
        status, headers, data = served.ask("/a.1.css")
        assert (status, data, headers["Content-Type"]) == (200, b"a {}", "text/css; charset=utf-8")

    def test_a_change_of_styles_is_told_from_a_change_of_the_page(self, served: Served) -> None:
        def marks() -> tuple[str, ...]:
            data = served.ask("/")[2].decode()
            return tuple(
                data.split(f'{name}="')[1].split('"')[0] for name in ("data-page", "data-styles")
            )

        index = served.server.site / "index.html"
        first = marks()
        index.write_bytes(PAGE.replace(b"a.1.css", b"a.2.css"))
        restyled = marks()
        index.write_bytes(PAGE.replace(b">x<", b">z<"))
        changed = marks()
        assert restyled[0] == first[0]
        assert restyled[1] != first[1]
        assert changed[0] != first[0]
        assert changed[1] == first[1]

    def test_an_address_that_moved_leads_on_with_what_was_asked_and_its_place(
        self, served: Served
    ) -> None:
        status, headers, _ = served.ask("/old/?q=%E7%94%B2")
        assert (status, headers["Location"]) == (301, "/d/x/?q=%E7%94%B2#p3")

    def test_what_is_withdrawn_is_gone_and_says_so(self, served: Served) -> None:
        status, _, data = served.ask("/d/gone/v1/")
        assert status == 410
        assert data.endswith(b"gone")

    def test_a_folder_leads_to_its_page(self, served: Served) -> None:
        status, headers, _ = served.ask("/d/x?q=1")
        assert (status, headers["Location"]) == (301, "/d/x/?q=1")

    def test_no_address_leads_to_another_site(self, served: Served) -> None:
        for path in ("//evil.example/..", "//evil.example", "/%0d%0aLocation:%20//evil.example/"):
            status, headers, _ = served.ask(path)
            assert status == 404
            assert "Location" not in headers

    def test_what_is_not_there_is_the_sites_own_page(self, served: Served) -> None:
        status, _, data = served.ask("/nowhere/")
        assert status == 404
        assert data.endswith(b"nothing here")

    def test_before_the_first_build_every_address_says_to_wait_and_listens(
        self, served: Served, tmp_path: Path
    ) -> None:
        (tmp_path / "site").rename(tmp_path / "away")
        for path in ("/", "/d/x/"):
            status, _, data = served.ask(path)
            assert status == 503
            assert b"client.js" in data
            assert data.endswith(b"wait")

    def test_changed_rules_of_the_host_hold_at_once(self, served: Served) -> None:
        rules = served.server.site / "_redirects"
        fresh = rules.with_name("fresh")
        fresh.write_text("/new/ /d/x/ 301!\n", encoding="utf-8")
        fresh.replace(rules)
        assert served.ask("/new/")[0] == 301
        assert served.ask("/old/")[0] == 404

    def test_head_is_answered_without_a_body_even_where_news_are_told(self, served: Served) -> None:
        for path in ("/", "/.edition/client.js", "/.edition/events", "/nowhere/"):
            assert served.ask(path, method="HEAD")[2] == b""

    def test_news_come_as_they_are_told_and_end_with_the_server(self, served: Served) -> None:
        connection = http.client.HTTPConnection(served.host, timeout=60)
        connection.request("GET", "/.edition/events")
        answer = connection.getresponse()

        def told() -> dict[str, Any]:
            while not (line := answer.readline()).startswith(b"data: "):
                assert line
            found: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
            return found

        assert told()["build"] == 0
        served.server.state.tell(build=7, problems=[{"what": "甲"}])
        assert told()["problems"] == [{"what": "甲"}]
        served.server.state.end()
        assert answer.read() == b"\n"
        connection.close()


class TestThePort:
    def test_the_next_is_taken_if_the_first_is_not_free(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            server = Server(tmp_path, tmp_path, port=port, base_path="/", token="t")
            assert server.server_address[1] != port
            server.server_close()

    def test_a_socket_that_listens_is_gone_on_with(self, tmp_path: Path) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        at = listening.getsockname()
        server = Server(tmp_path, tmp_path, port=0, base_path="/", token="t", listening=listening)
        assert server.server_address == at
        assert server.url == f"http://127.0.0.1:{at[1]}/"
        server.server_close()


def test_a_pattern_with_a_placeholder_stands_for_one_part() -> None:
    hosting = read_hosting(
        "/d/:id/marked/\n  X-A: 1\n  X-A: 2\n/d/*\n  X-B: 1\n", "# none\nbroken\n/a /b\n"
    )
    assert hosting.headers("/d/x/marked/") == {"X-A": "1, 2", "X-B": "1"}
    assert hosting.headers("/d/x/y/marked/") == {"X-B": "1"}
    assert hosting.headers("/d//marked/") == {"X-B": "1"}
    assert hosting.target("/a") == ("/b", 301)
