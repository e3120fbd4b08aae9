"""``claimcheck import``: tables and lines of claims brought into a collection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import orjson
import pytest

from service.application import checks, claims, collections, results, sources
from service.application.queries import ClaimFilters
from service.application.records import Claim
from service.application.services import Services
from service.bootstrap import build_services
from service.settings import Settings
from tests.unit.cli.conftest import Run, Write, refused

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"

MAPPING: dict[str, Any] = {
    "source": {"title": "Official rates", "publisher": "The Bank", "kind": "dataset", "reference": True},
    "claim": {
        "measure": "exchange rate",
        "period": "{date}",
        "dimensions": {"currency": "{currency}"},
        "figure": {"value": "{rate}", "unit": "KZT/{currency}"},
    },
}
TABLE = "date,currency,rate\n2004-09-23,USD,134.50\n2004-09-24,USD,134.60\n"

Import = Any


@pytest.fixture
def stored(database_url: str) -> Iterator[Services]:
    """What is in the database that is imported into."""
    services = build_services(Settings(database_url=database_url))
    yield services
    services.close()


@pytest.fixture
def importing(run: Run, write: Write, database_url: str) -> Import:
    """Import a file with a mapping, other options by keyword."""

    def one(
        table: str | bytes = TABLE, mapping: Any = MAPPING, *options: str, name: str = "rates.csv", slug: str = "rates"
    ) -> Any:
        given = () if mapping is None else ("--mapping", write(mapping, "mapping.json"))
        return run("import", write(table, name), *given, "--collection", slug, *options, DATABASE_URL=database_url)

    return one


def listed(stored: Services, slug: str = "rates") -> list[Claim]:
    with stored.unit_of_work(read_only=True) as uow:
        return list(claims.list_(uow, ClaimFilters(collection=slug), limit=500).items)


def written(stored: Services) -> list[tuple[str | None, str, str]]:
    return [(claim.period, str(claim.figure.value), str(claim.figure.unit)) for claim in listed(stored)]


def lines(result: Any) -> list[str]:
    """What a refused import told, line by line."""
    assert result.exit_code == 2
    assert result.stdout == ""
    told = result.stderr.splitlines()
    assert told[-1].startswith("claimcheck: nothing was imported")
    return list(told[:-1])


def but(*path: str, **members: Any) -> dict[str, Any]:
    """The mapping with other members at a place; None takes one away."""
    mapping: dict[str, Any] = json.loads(json.dumps(MAPPING))
    at = mapping
    for step in path:
        at = at.setdefault(step, {})
    at.update(members)
    for name in [name for name, value in members.items() if value is None]:
        del at[name]
    return mapping


class TestAFile:
    def test_its_rows_become_claims_of_a_new_collection(self, importing: Import, stored: Services) -> None:
        result = importing()
        assert result.exit_code == 0, result.stderr
        assert result.stdout.startswith("imported 2, revised 0, unchanged 0; created the collection rates")
        one, _ = listed(stored)
        assert (one.measure, dict(one.dimensions), one.period) == ("exchange rate", {"currency": "USD"}, "2004-09-23")
        assert one.figure.canonical() == {"value": "134.50", "unit": "KZT/USD"}
        with stored.unit_of_work(read_only=True) as uow:
            source = sources.get(uow, one.source_id)
        assert (source.publisher, source.title, source.reference) == ("The Bank", "Official rates", True)

    def test_imported_again_it_changes_nothing(self, importing: Import, stored: Services) -> None:
        importing()
        assert importing().stdout == "imported 0, revised 0, unchanged 2\n"
        assert [claim.revision for claim in listed(stored)] == [1, 1]

    def test_grown_and_corrected_it_adds_and_revises(self, importing: Import, stored: Services) -> None:
        importing()
        again = importing(TABLE.replace("134.60", "134.61") + "2004-09-25,USD,134.70\n")
        assert again.stdout == "imported 1, revised 1, unchanged 1\n"
        assert [(claim.revision, str(claim.figure.value)) for claim in listed(stored)] == [
            (1, "134.50"),
            (2, "134.61"),
            (1, "134.70"),
        ]

    def test_another_digit_printed_is_a_change(self, importing: Import, stored: Services) -> None:
        importing()
        assert importing(TABLE.replace("134.60", "134.6")).stdout == "imported 0, revised 1, unchanged 1\n"

    def test_what_it_does_not_say_stays_as_it_was_stored(self, importing: Import, stored: Services) -> None:
        importing()
        with stored.unit_of_work() as uow:
            claims.revise(uow, listed(stored)[0].id, {"statement": "By hand.", "status": "assumption"})
            uow.commit()
        assert importing().stdout == "imported 0, revised 0, unchanged 2\n"
        assert listed(stored)[0].statement == "By hand."

    def test_what_was_retracted_stays_so(self, importing: Import, stored: Services) -> None:
        importing()
        with stored.unit_of_work() as uow:
            claims.retract(uow, listed(stored)[0].id)
            uow.commit()
        assert importing().stdout == "imported 0, revised 0, unchanged 1, left 1 retracted\n"

    def test_the_same_figures_of_another_source_or_collection_are_other_claims(
        self, importing: Import, stored: Services
    ) -> None:
        importing()
        assert importing(TABLE, but("source", title="Market rates")).stdout.startswith("imported 2,")
        assert importing(TABLE, MAPPING, slug="others").stdout.startswith("imported 2,")
        assert len(listed(stored)) == 4

    def test_the_same_row_twice_counts_once(self, importing: Import, stored: Services) -> None:
        assert importing(TABLE + "2004-09-24,USD,134.60\n").stdout.startswith("imported 2, revised 0, unchanged 1")

    def test_two_rows_that_are_the_same_and_differ_are_refused(self, importing: Import, stored: Services) -> None:
        (line,) = lines(importing(TABLE + "2004-09-24,USD,135\n"))
        assert "rates.csv, line 4: is about the same as another claim of the file (exchange rate, currency USD" in line
        assert listed(stored) == []

    def test_a_dry_run_says_what_would_be_done_and_stores_nothing(self, importing: Import, stored: Services) -> None:
        result = importing(TABLE, MAPPING, "--dry-run")
        assert result.stdout == "would have imported 2, revised 0, unchanged 0; nothing was stored\n"
        with stored.unit_of_work(read_only=True) as uow:
            assert [found.slug for found in collections.list_(uow, limit=10).items] == ["default"]
            assert sources.list_(uow, limit=1).items == ()

    def test_it_can_go_to_a_collection_that_is_there(self, importing: Import, stored: Services) -> None:
        assert importing(slug="default").stdout == "imported 2, revised 0, unchanged 0\n"
        assert len(listed(stored, "default")) == 2

    def test_a_title_in_the_mapping_is_that_of_the_new_collection(self, importing: Import, stored: Services) -> None:
        importing(TABLE, {**MAPPING, "collection": {"title": "Rates of the tenge"}})
        with stored.unit_of_work(read_only=True) as uow:
            assert collections.get(uow, "rates").title == "Rates of the tenge"


class TestHowAFileIsWritten:
    def test_decimal_commas_groups_of_digits_and_another_delimiter(self, importing: Import, stored: Services) -> None:
        file = {"delimiter": ";", "decimal": ",", "thousands": "."}
        table = "date;currency;rate\n2004-09-24;UZS;1.234,50\n2004-09-25;UZS;0,5\n2004-09-26;UZS;−1.000.000\n"
        mapping = {**but("claim", figure={"value": "{rate}", "unit": "{currency}"}), "file": file}
        assert importing(table, mapping).exit_code == 0
        assert [value for _, value, _ in written(stored)] == ["1234.50", "0.5", "-1000000"]

    @pytest.mark.parametrize("wrong", ["1,5", "1.23,5", "1.2345", "12345.678", "x", "1e", "NaN", "1_0", "٣"])
    def test_a_number_written_otherwise_is_refused_at_its_place(
        self, importing: Import, stored: Services, wrong: str
    ) -> None:
        mapping = {**MAPPING, "file": {"delimiter": ";", "decimal": "." if "," in wrong else ",", "thousands": " "}}
        (line,) = lines(importing(f"date;currency;rate\n2004-09-24;UZS;1 000\n2004-09-25;UZS;{wrong}\n", mapping))
        assert f'rates.csv, line 3, column rate: "{wrong}" is no number written with' in line
        assert listed(stored) == []

    def test_blanks_that_do_not_break_part_digits_too(self, importing: Import, stored: Services) -> None:
        mapping = {**MAPPING, "file": {"thousands": " "}}
        importing("date,currency,rate\n2004,UZS,1\u00a0234\n2005,UZS,1\u202f234.5\n", mapping)
        assert [value for _, value, _ in written(stored)] == ["1234", "1234.5"]

    @pytest.mark.parametrize(
        ("pattern", "cell", "period"),
        [
            ("%d.%m.%Y", "24.09.2004", "2004-09-24"),
            ("%m/%d/%y", "9/24/04", "2004-09-24"),
            ("%b %Y", "Sep 2004", "2004-09"),
            ("%Y", "2004", "2004"),
            ("%Y%m%d", "20040924", "2004-09-24"),
        ],
    )
    def test_a_date_is_as_fine_as_its_pattern(
        self, importing: Import, stored: Services, pattern: str, cell: str, period: str
    ) -> None:
        assert importing(f"date,currency,rate\n{cell},USD,1\n", {**MAPPING, "dates": {"date": pattern}}).exit_code == 0
        assert [found for found, _, _ in written(stored)] == [period]

    def test_a_day_that_is_in_no_calendar_is_refused(self, importing: Import) -> None:
        mapping = {**MAPPING, "dates": {"date": "%d.%m.%Y"}}
        (line,) = lines(importing("date,currency,rate\n31.09.2004,USD,1\n", mapping))
        assert 'line 2, column date: "31.09.2004" is no date of the pattern %d.%m.%Y' in line

    @pytest.mark.parametrize("none", ["0", "0.00", "-134.50"])
    def test_a_rate_that_is_not_above_zero_is_refused(self, importing: Import, stored: Services, none: str) -> None:
        refusal = importing(TABLE.replace("134.60", none))
        (line,) = lines(refusal)
        assert "rates.csv, line 3, column rate: an exchange rate is above zero; " in line
        assert "nothing was imported: 1 fault in " in refusal.stderr
        skipping = {**MAPPING, "skip": {"rate": [none]}}
        assert importing(TABLE.replace("134.60", none), skipping).stdout.startswith("imported 1, ")
        assert written(stored) == [("2004-09-23", "134.50", "KZT/USD")]

    def test_an_amount_may_be_zero(self, importing: Import) -> None:
        table = "date,currency,rate\n2004-09-23,USD,0\n"
        result = importing(table, but("claim", figure={"value": "{rate}", "unit": "{currency}"}))
        assert result.stdout.startswith("imported 1, ")

    def test_cells_without_a_figure_and_rows_to_skip_are_left_out(self, importing: Import, stored: Services) -> None:
        mapping = {**MAPPING, "file": {"missing": ["n/a"]}, "skip": {"currency": ["XDR"]}}
        table = "date,currency,rate\n2004-09-23,USD,n/a\n2004-09-24,USD, \n2004-09-24,XDR,190\n2004-09-25,USD,134\n"
        assert importing(table, mapping).stdout.startswith("imported 1, revised 0, unchanged 0, skipped 3;")

    def test_lines_before_the_header_comments_and_blank_lines_are_not_read(
        self, importing: Import, stored: Services
    ) -> None:
        mapping = {**MAPPING, "file": {"skip_lines": 2, "comment": "#"}}
        table = 'Rates "of the bank\n\ndate,currency,rate\n# a remark\n\n2004-09-24,USD,134\n2004-09-25,USD,x\n'
        (line,) = lines(importing(table, mapping))
        assert "line 7, column rate" in line, "lines are counted as an editor counts them"

    def test_a_file_without_a_header_has_the_columns_that_the_mapping_names(
        self, importing: Import, stored: Services
    ) -> None:
        mapping = {**MAPPING, "file": {"header": False, "columns": ["date", "currency", "rate"]}}
        assert importing("2004-09-24,USD,134\n", mapping).stdout.startswith("imported 1")

    def test_words_of_a_column_can_mean_others(self, importing: Import, stored: Services) -> None:
        mapping = {**MAPPING, "values": {"currency": {"SOM": "KGS"}}}
        importing("date,currency,rate\n2004-09-24,SOM,3.50\n", mapping)
        assert written(stored) == [("2004-09-24", "3.50", "KZT/KGS")]

    def test_a_rate_for_a_hundred_keeps_its_digits(self, importing: Import, stored: Services) -> None:
        mapping = but("claim", "figure", per="{units}")
        table = "date,currency,units,rate\n2004,JPY,100,78.34\n2004,KRW,1000,120\n2004,USD,1,134.60\n2005,JPY,10,78.0\n"
        assert importing(table, mapping).exit_code == 0
        assert [value for _, value, _ in written(stored)] == ["0.7834", "0.120", "134.60", "7.80"]

    def test_a_constant_per_serves_all_rows(self, importing: Import, stored: Services) -> None:
        importing("date,currency,rate\n2004,JPY,78.34\n", but("claim", "figure", per=100))
        assert [value for _, value, _ in written(stored)] == ["0.7834"]

    @pytest.mark.parametrize("units", ["3", "0", "-100", "50", "1.5"])
    def test_per_what_would_make_up_digits_is_refused(self, importing: Import, units: str) -> None:
        table = f"date,currency,units,rate\n2004-09-24,JPY,{units},78.34\n"
        (line,) = lines(importing(table, but("claim", "figure", per="{units}")))
        assert "line 2, column units: must be 1, 10, 100 or another power of ten" in line

    def test_a_column_for_each_currency_is_taken_apart(self, importing: Import, stored: Services) -> None:
        mapping = but("claim", dimensions={"currency": "{column}"}, figure={"value": "{cell}", "unit": "{column}/EUR"})
        mapping["file"] = {"unpivot": ["USD", "JPY"], "missing": ["N/A"]}
        table = "date,USD,JPY\n2004-09-24,1.2270,N/A\n2004-09-27,1.2294,136.93\n"
        assert importing(table, mapping).stdout.startswith("imported 3, revised 0, unchanged 0, skipped 1")
        assert written(stored) == [
            ("2004-09-24", "1.2270", "USD/EUR"),
            ("2004-09-27", "1.2294", "USD/EUR"),
            ("2004-09-27", "136.93", "JPY/EUR"),
        ]
        (line,) = lines(importing(table.replace("136.93", "lots"), mapping))
        assert "line 3, column JPY: " in line

    def test_text_in_another_encoding(self, importing: Import, stored: Services) -> None:
        table = "день,currency,rate\n2004-09-24,USD,134\n".encode("cp1251")
        mapping = but("claim", period="{день}")
        told = refused(importing(table, mapping))
        assert "is not utf-8: byte 0 begins no character; name its encoding in the mapping" in told
        assert importing(table, {**mapping, "file": {"encoding": "cp1251"}}).exit_code == 0

    def test_a_byte_order_mark_is_no_part_of_the_first_column(self, importing: Import) -> None:
        assert importing(b"\xef\xbb\xbf" + TABLE.encode()).exit_code == 0

    def test_ranges_and_hedges(self, importing: Import, stored: Services) -> None:
        figure = {"lower": "{low}", "upper": "{high}", "unit": "KZT/kg"}
        importing("date,currency,low,high\n2004,x,3,5\n2005,x,4,\n", but("claim", figure=figure))
        assert [claim.figure.canonical() for claim in listed(stored)] == [
            {"lower": "3", "upper": "5", "unit": "KZT/kg"},
            {"lower": "4", "unit": "KZT/kg"},
        ]

    def test_everything_else_a_claim_may_say(self, importing: Import, stored: Services) -> None:
        mapping = but(
            "claim",
            statement="{{Rate}} of {currency}",
            asserted="{date}",
            attributed_to="{who}",
            quote={"exact": "{rate} tenge"},
            tags=["rate", "{who}"],
            status="candidate",
        )
        importing("date,currency,rate,who\n2004-09-24,USD,134,\n", mapping)
        (claim,) = listed(stored)
        assert claim.statement == "{Rate} of USD"
        assert claim.attributed_to is None, "an empty cell says nothing"
        assert (claim.asserted, claim.tags, claim.status) == ("2004-09-24", ("rate",), "candidate")
        assert claim.quote is not None
        assert claim.quote.exact == "134 tenge"


class TestWhatIsWrong:
    def test_every_fault_is_told_with_its_line_and_column_and_nothing_is_stored(
        self, importing: Import, stored: Services
    ) -> None:
        table = TABLE + "yesterday,USD,134\n2004-09-26,DOLLAR,134\n2004-09-27,USD\n"
        told = lines(importing(table))
        assert [line.split(": ")[0].partition("rates.csv, ")[2] for line in told] == [
            "line 4, column date",
            "line 5, column currency",
            "line 6",
        ]
        assert '"yesterday" is not an EDTF date' in told[0]
        assert "has 2 cells, and there are 3 columns: date, currency, rate" in told[2]
        assert listed(stored) == []

    def test_twenty_faults_are_enough(self, importing: Import) -> None:
        table = "date,currency,rate\n" + "".join(f"2004-09-{day:02},USD,x\n" for day in range(1, 31))
        result = importing(table)
        assert len(lines(result)) == 20
        assert result.stderr.splitlines()[-1].endswith("rates.csv, and there are more")

    def test_what_is_wrong_in_every_row_is_wrong_once_in_the_mapping(self, importing: Import) -> None:
        (line,) = lines(importing(TABLE, but("claim", "figure", qualifier="roughly")))
        assert "mapping.json, /claim/figure/qualifier: the qualifier is one of exact" in line

    @pytest.mark.parametrize(
        ("mapping", "said"),
        [
            (
                but("claim", period="{dat}"),
                '/claim/period: the file has no column "dat"; it has date, currency, rate. Did you mean "date"?',
            ),
            ({**MAPPING, "dates": {"day": "%Y"}}, '/dates/day: the file has no column "day"'),
            ({**MAPPING, "skip": {"day": ["x"]}}, '/skip/day: the file has no column "day"'),
            ({**MAPPING, "file": {"unpivot": ["USD"]}}, '/file/unpivot/0: the file has no column "USD"'),
            (but("claim", period="{date"), "/claim/period: braces stand around the name of a column"),
            (but("claim", period="{}"), "/claim/period: a column stands in braces by its name alone"),
            (but("claim", period="{date!r}"), "/claim/period: a column stands in braces by its name alone"),
            (but("claim", "figure", unit=None), "/claim/figure/unit: "),
            (but("claim", "figure", value=None), '/claim/figure: needs a value, such as "{rate}"'),
            (but("claim", measure=None), "/claim/measure: "),
            (but("claim", colour="red"), "/claim/colour: is not known here"),
            (but("source", kind="rumour"), "/source/kind: must be one of"),
            (but("source", published="yesterday"), "source"),
            ({**MAPPING, "dates": {"date": "%d.%m."}}, "/dates/date: must hold a year"),
            ({**MAPPING, "dates": {"date": "%d %Y"}}, "/dates/date: must hold a year"),
            ({**MAPPING, "file": {"delimiter": ";;"}}, "/file/delimiter: must be one character"),
            ({**MAPPING, "file": {"decimal": ",", "thousands": ","}}, "/file/thousands: must be another character"),
            ({**MAPPING, "file": {"encoding": "klingon"}}, "/file/encoding: is not known"),
            ({**MAPPING, "file": {"header": False}}, "/file/columns: name the columns"),
            ({"claim": MAPPING["claim"]}, "/source: "),
            ([], "/: "),
        ],
    )
    def test_a_mapping_that_makes_no_sense_is_refused_at_its_place(
        self, importing: Import, mapping: Any, said: str
    ) -> None:
        result = importing(TABLE, mapping)
        assert result.exit_code == 2
        assert said in result.stderr
        assert "mapping.json" in result.stderr or "published" in result.stderr

    @pytest.mark.parametrize(
        ("table", "said"),
        [
            ("", "is empty"),
            ("date,currency,rate\n", "holds no claims"),
            ("date,currency,rate\n2004,USD,\n", "holds no claims: all 1 rows are without a figure or skipped"),
            ("date,date,rate\n", 'has two columns "date"'),
            ('date,currency,rate\n2004,"USD"x,1\n', "line 2: is not CSV"),
            ("date,currency,rate\n2004,U\0SD,1\n", "U+0000"),
            ("date;currency;rate\n2004;USD;1\n", "/file/delimiter: the columns seem to be parted by ';'"),
        ],
    )
    def test_a_file_that_is_no_such_table_is_refused(self, importing: Import, table: str, said: str) -> None:
        result = importing(table)
        assert result.exit_code == 2
        assert said in result.stderr

    def test_what_is_missing_on_the_command_line_is_told(self, importing: Import, run: Run, write: Write) -> None:
        assert "CSV needs a --mapping" in refused(importing(TABLE, None))
        assert "--format csv or --format ndjson" in refused(importing(TABLE, MAPPING, name="rates.txt"))
        assert "--collection Not A Slug" in refused(importing(slug="Not A Slug"))
        assert "No such file" in refused(
            run("import", "nowhere.csv", "--mapping", write(MAPPING), "--collection", "rates")
        )

    def test_a_mapping_in_toml_that_is_none_is_refused(self, run: Run, write: Write) -> None:
        mapping = write("source = [", "mapping.toml")
        line = refused(run("import", write(TABLE, "rates.csv"), "--mapping", mapping, "--collection", "rates"))
        assert line.startswith(f"{mapping}: not TOML")


class TestLinesOfClaims:
    CLAIM: ClassVar[dict[str, Any]] = {
        "source": {"title": "The bank", "kind": "dataset"},
        "measure": "rate",
        "figure": {"value": 134.60, "unit": "KZT/USD"},
        "period": "2004-09-24",
    }

    def text(self, *changes: dict[str, Any]) -> str:
        return "\n".join(json.dumps({**self.CLAIM, **change}) for change in changes) + "\n"

    def test_they_are_taken_as_the_batch_endpoint_takes_them(self, importing: Import, stored: Services) -> None:
        text = self.text({}, {"period": "2004-09-25"}).replace("134.6", "134.60")
        result = importing(text, None, name="rates.ndjson")
        assert result.stdout.startswith("imported 2,")
        assert [value for _, value, _ in written(stored)] == ["134.60", "134.60"]
        assert importing(text, None, name="rates.ndjson").stdout == "imported 0, revised 0, unchanged 2\n"

    def test_faults_are_told_by_line_and_pointer(self, importing: Import, stored: Services) -> None:
        text = (
            self.text({}, {"figure": {"value": "1", "unit": "kilograam"}}, {"collection": "x"}, {"colour": 1}) + "{\n"
        )
        told = lines(importing(text, None, name="rates.ndjson"))
        assert [line.partition("rates.ndjson, ")[2].split(": ")[0] for line in told] == [
            "line 2, /figure/unit",
            "line 3, /collection",
            "line 4, /colour",
            "line 5, /",
        ]
        assert listed(stored) == []

    def test_a_source_that_does_not_exist_is_refused(self, importing: Import, stored: Services) -> None:
        body = {**self.CLAIM, "source_id": "01890a5d-ac96-774b-bcce-b302099a8057"}
        del body["source"]
        (line,) = lines(importing(json.dumps(body) + "\n", None, name="rates.ndjson"))
        assert "line 1, /source_id: there is no source" in line

    def test_with_a_mapping_each_line_is_a_row(self, importing: Import, stored: Services) -> None:
        rows = (
            '{"date": "2004-09-24", "currency": "USD", "rate": 134.60}',
            "",
            '{"date": "2004", "currency": "USD", "rate": null}',
        )
        text = "\n".join(rows) + "\n"
        assert importing(text, MAPPING, name="rates.ndjson").stdout.startswith("imported 1,")
        assert written(stored) == [("2004-09-24", "134.60", "KZT/USD")]
        told = lines(importing('{"date": [], "currency": "USD", "rate": 1}\n7\n', MAPPING, name="rates.ndjson"))
        assert "line 1, column date: must be text, a number or null" in told[0]
        assert "line 2: must be an object of column to value" in told[1]


def test_a_database_without_tables_is_refused(run: Run, write: Write, tmp_path: Path) -> None:
    mapping, file = write(MAPPING), write(TABLE, "rates.csv")
    (tmp_path / "new.sqlite").touch()
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    line = refused(run("import", file, "--mapping", mapping, "--collection", "rates", DATABASE_URL=url))
    assert line.startswith("the database lacks migrations 0001, ")
    assert line.endswith("; run claimcheck db upgrade")


def test_the_fine_of_the_example_converts_by_the_rates_of_the_example(
    run: Run, write: Write, database_url: str, stored: Services
) -> None:
    folder = EXAMPLES / "kzt-rates"
    told = {}
    for name in ("kase", "september-2004"):
        file, mapping = str(folder / f"{name}.csv"), str(folder / f"{name}.toml")
        result = run("import", file, "--mapping", mapping, "--collection", "kzt-rates", DATABASE_URL=database_url)
        assert result.exit_code == 0, result.stderr
        told[name] = result.stdout
    assert told["kase"].startswith("imported 28, revised 0, unchanged 0, skipped 1; created the collection kzt-rates")
    assert told["september-2004"] == "imported 5, revised 0, unchanged 0, skipped 1\n"

    document = json.loads((EXAMPLES / "migrant-labour" / "collection.json").read_text())
    document["collection"]["references"] = ["kzt-rates"]
    # The rate that the collection assumes for itself is taken away.
    document["checks"] = [check for check in document["checks"] if check["kind"] == "conversion"]
    del document["checks"][0]["figures"]["rate"]
    del document["claims"]["rate"]
    assert run("import", write(document), DATABASE_URL=database_url).exit_code == 0
    with stored.unit_of_work(read_only=True) as uow:
        (found,) = (
            check
            for check in checks.list_(uow, collection="migrant-labour", limit=50).items
            if check.body["kind"] == "conversion"
        )
        answer = orjson.loads(results.result_of_check(uow, stored.cache, found.id).body)
    assert answer["verdict"] == "consistent"
    assert "The rate of 2004-09-15 is 134.70 KZT for 1 USD (Illustrative: tenge in September 2004" in answer["text"]
