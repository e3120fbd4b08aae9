from __future__ import annotations

import dataclasses

import pytest

from service.application.ports import Rate
from service.settings import VARIABLES, Settings, SettingsError, table


def refused(**environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environment)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_an_empty_environment_gives_a_local_service_on_sqlite_without_redis() -> None:
    settings = Settings.from_environment({})
    assert settings.database_url == "sqlite:///var/claimcheck.sqlite"
    assert settings.redis_url is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_names_of_other_programs_are_none_of_its_business() -> None:
    assert Settings.from_environment({"PATH": "/bin", "CLAIMS": "7"}) == Settings()


def test_a_variable_set_to_nothing_counts_as_not_set() -> None:
    assert Settings.from_environment({"REDIS_URL": "", "PORT": " "}) == Settings()


def test_every_field_can_be_set_from_the_environment_and_has_a_meaning() -> None:
    assert {variable.field for variable in VARIABLES} == {field.name for field in dataclasses.fields(Settings)}
    assert all(variable.meaning for variable in VARIABLES)


def test_settings_cannot_be_changed_after_the_start() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_an_unknown_name_stops_the_start_and_is_told_the_nearest_one() -> None:
    message = refused(CLAIMCHECK_WORKER="3")
    assert message == "unknown setting CLAIMCHECK_WORKER: did you mean CLAIMCHECK_WORKERS?"


def test_an_unknown_name_like_no_other_is_told_all_names() -> None:
    message = refused(CLAIMCHECK_XYZZY_PLUGH_QUUX="3")
    assert "CLAIMCHECK_WORKERS" in message
    assert "CLAIMCHECK_CACHE_TTL" in message


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_means_psycopg_3(scheme: str) -> None:
    settings = Settings.from_environment({"DATABASE_URL": f"{scheme}://u:p%40w@db:5433/claims?sslmode=disable"})
    assert settings.database_url == "postgresql+psycopg://u:p%40w@db:5433/claims?sslmode=disable"


@pytest.mark.parametrize("path", ["/tmp/x.sqlite", "x.sqlite"])
def test_sqlite_in_a_file_is_accepted(path: str) -> None:
    url = f"sqlite:///{path}"
    assert Settings.from_environment({"DATABASE_URL": url}).database_url == url
    named = {"DATABASE_URL": f"sqlite+pysqlite:///{path}"}
    assert Settings.from_environment(named).database_url == url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u@h/d", "cannot use mysql"),
        ("postgresql+psycopg2://u@h/d", "cannot use postgresql+psycopg2"),
        ("claims.sqlite", "must be a URL"),
        ("sqlite://", "three slashes"),
        ("sqlite://claims.sqlite", "three slashes"),
        ("sqlite:///:memory:", "needs a file"),
        ("postgresql://h:99999/d", "the port must be"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused(url: str, said: str) -> None:
    message = refused(DATABASE_URL=url)
    assert message.startswith("DATABASE_URL=")
    assert said in message


def test_a_refused_url_does_not_show_its_password() -> None:
    assert "hunter2" not in refused(DATABASE_URL="mysql://me:hunter2@h/d")
    for url in (
        "redis://:hunter2@h:6379/one",
        "redis://:odd/hunter2@h:6379/0",
        "rediss//:hunter2@h",
        "http://h?password=hunter2",
    ):
        message = refused(REDIS_URL=url)
        assert "hunter2" not in message
        assert message.startswith("REDIS_URL=")


@pytest.mark.parametrize("url", ["redis://h", "redis://h:6379/0", "rediss://u:p@h:1/3", "unix:///run/redis.sock"])
def test_redis_over_tcp_tls_and_a_socket_are_accepted(url: str) -> None:
    assert Settings.from_environment({"REDIS_URL": url}).redis_url == url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://h", "must begin with redis://"),
        ("localhost:6379", "must begin with redis://"),
        ("redis://h:seven", "the port must be"),
        ("redis://h/one", "number of a database"),
        ("redis://", "must name a host"),
        ("unix://", "must name a socket"),
    ],
)
def test_a_redis_that_cannot_be_meant_is_refused(url: str, said: str) -> None:
    assert said in refused(REDIS_URL=url)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8_0", "80.0", "٨٠"])
def test_a_port_is_a_whole_number_from_1_to_65535(port: str) -> None:
    assert refused(PORT=port) == f"PORT={port}: must be a whole number from 1 to 65535"


@pytest.mark.parametrize(("text", "meant"), [("true", True), ("1", True), ("Yes", True), ("off", False), ("0", False)])
def test_truth_is_written_as_people_write_it(text: str, meant: bool) -> None:
    assert Settings.from_environment({"CLAIMCHECK_ACCESS_LOG": text}).access_log is meant


def test_a_truth_that_is_neither_is_refused() -> None:
    assert refused(CLAIMCHECK_ALLOW_ANONYMOUS="maybe") == "CLAIMCHECK_ALLOW_ANONYMOUS=maybe: must be true or false"


def test_an_unknown_log_level_is_told_the_levels() -> None:
    assert "debug, info, warning" in refused(CLAIMCHECK_LOG_LEVEL="loud")


def test_a_log_has_one_of_two_forms_or_the_one_that_fits() -> None:
    assert Settings().log_format is None
    assert Settings.from_environment({"CLAIMCHECK_LOG_FORMAT": "JSON"}).log_format == "json"
    assert "json, text" in refused(CLAIMCHECK_LOG_FORMAT="xml")


@pytest.mark.parametrize("name", ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])
def test_where_traces_are_sent_to_is_an_http_url(name: str) -> None:
    assert not Settings().traces
    assert Settings.from_environment({name: "https://collector:4318"}).traces
    assert "OTLP over HTTP" in refused(**{name: "collector:4317"})
    assert "hunter2" not in refused(**{name: "grpc://me:hunter2@collector:4317"})


def test_metrics_have_another_port_than_requests() -> None:
    assert Settings.from_environment({"CLAIMCHECK_METRICS_PORT": "9464"}).metrics_port == 9464
    assert "give another" in refused(CLAIMCHECK_METRICS_PORT="8000")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
def test_where_others_could_come_tokens_are_asked_for(host: str) -> None:
    assert Settings.from_environment({"HOST": host}).tokens_required


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_none_are_asked_for_when_something_in_front_controls_who_comes_in(host: str) -> None:
    assert not Settings.from_environment({"HOST": host, "CLAIMCHECK_ALLOW_ANONYMOUS": "true"}).tokens_required


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.5", "::1", "[::1]", "localhost"])
def test_on_a_loopback_address_tokens_are_asked_for_on_demand(host: str) -> None:
    settings = Settings.from_environment({"HOST": host})
    assert (settings.host, settings.tokens_required) == (host.strip("[]"), False)
    assert Settings.from_environment({"HOST": host, "CLAIMCHECK_REQUIRE_TOKENS": "true"}).tokens_required


def test_tokens_are_not_both_asked_for_and_not() -> None:
    message = refused(CLAIMCHECK_ALLOW_ANONYMOUS="true", CLAIMCHECK_REQUIRE_TOKENS="true")
    assert "contradict each other" in message


def test_a_port_inside_the_host_is_refused() -> None:
    assert "the port goes into PORT" in refused(HOST="127.0.0.1:8000")


def test_the_table_lists_every_variable_with_its_default() -> None:
    lines = table().splitlines()
    assert lines[0] == "| variable | default | meaning |"
    assert len(lines) == 2 + len(VARIABLES)
    assert any(line.startswith("| `PORT` | `8000` |") for line in lines)
    assert any(line.startswith("| `REDIS_URL` | none |") for line in lines)
    assert any(line.startswith("| `CLAIMCHECK_ALLOW_ANONYMOUS` | `false` |") for line in lines)


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({}, {"localhost", "127.0.0.1", "::1"}),
        ({"HOST": "127.0.0.2"}, {"localhost", "127.0.0.1", "::1", "127.0.0.2"}),
        ({"CLAIMCHECK_TRUSTED_HOSTS": "claims.example.org , [::1],"}, {"claims.example.org", "::1"}),
        ({"CLAIMCHECK_TRUSTED_HOSTS": "*"}, None),
        ({"CLAIMCHECK_ALLOW_ANONYMOUS": "true", "HOST": "0.0.0.0"}, None),
        ({"CLAIMCHECK_REQUIRE_TOKENS": "true"}, None),
        ({"HOST": "0.0.0.0"}, None),
        ({"HOST": "0.0.0.0", "CLAIMCHECK_TRUSTED_HOSTS": "example.org"}, {"example.org"}),
        ({"CLAIMCHECK_ALLOW_ANONYMOUS": "true", "CLAIMCHECK_TRUSTED_HOSTS": "Example.org"}, {"example.org"}),
    ],
)
def test_a_local_service_that_asks_for_no_tokens_answers_to_local_names_unless_told_others(
    environment: dict[str, str], names: set[str] | None
) -> None:
    assert Settings.from_environment(environment).hosts_answered() == names


@pytest.mark.parametrize("name", ["https://example.org", "example.org:8000", "a b"])
def test_a_trusted_host_is_a_name_alone(name: str) -> None:
    assert "CLAIMCHECK_TRUSTED_HOSTS" in refused(CLAIMCHECK_TRUSTED_HOSTS=f"localhost,{name}")


def test_one_process_serves_unless_processes_share_their_results() -> None:
    assert Settings.from_environment({}).processes == 1
    assert Settings.from_environment({"REDIS_URL": "redis://127.0.0.1:6379/0"}).processes == 2
    assert Settings.from_environment({"CLAIMCHECK_WORKERS": "3"}).processes == 3


def test_callers_are_limited_where_tokens_are_required_or_it_is_asked_for() -> None:
    def rate(**environment: str) -> str | None:
        return Settings.from_environment(environment).rate_of_callers

    assert rate() is None
    assert rate(CLAIMCHECK_REQUIRE_TOKENS="true") == "6000/minute"
    assert rate(HOST="0.0.0.0") == "6000/minute"
    assert rate(CLAIMCHECK_RATE_LIMIT="10/second") == "10/second"
    assert rate(CLAIMCHECK_REQUIRE_TOKENS="true", CLAIMCHECK_RATE_LIMIT="none") is None


@pytest.mark.parametrize("text", ["10", "0/minute", "ten/minute", "10/week", "10 per minute", "off"])
def test_a_rate_that_is_none_is_refused(text: str) -> None:
    assert "must be a rate such as 100/second, 600/minute" in refused(CLAIMCHECK_RATE_LIMIT=text)


@pytest.mark.parametrize("text", ["1/second", "6000/minute", "999999999/hour", "1/day"])
def test_what_the_settings_take_for_a_rate_is_one(text: str) -> None:
    assert str(Rate.parse(Settings.from_environment({"CLAIMCHECK_RATE_LIMIT": text}).rate_limit or "")) == text
