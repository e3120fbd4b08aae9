// What a client made from openapi.yaml does, in the types that were made from it: `node scenario.js SERVER`.

import { deepEqual, equal, ok } from "node:assert/strict";
import { argv } from "node:process";

import createClient from "openapi-fetch";

import type { components, paths } from "./contract.js";

type Schemas = components["schemas"];

const baseUrl = argv[2];
ok(baseUrl, "name the server");
const client = createClient<paths>({ baseUrl });

function given<T>(value: T | null | undefined): T {
  ok(value !== null && value !== undefined);
  return value;
}

/** The data of an answer, or the problem that came instead of it. */
function told<T>(answer: { data?: T; error?: Schemas["Problem"] }): T {
  if (answer.error) throw new Error(answer.error.detail);
  return given(answer.data);
}

const source = told(
  await client.POST("/v1/sources", {
    body: { title: "Cotton pickers fined", kind: "article", published: "2004-09-24" },
  }),
);

async function claim(measure: string, figure: Schemas["FigureInput"]): Promise<Schemas["Claim"]> {
  return told(await client.POST("/v1/claims", { body: { source_id: source.id, measure, figure } }));
}

const fine = await claim("fine", { value: "18000", unit: "tenge", qualifier: "exact" });
equal(fine.figure.unit, "KZT");
const pay = await claim("pay", { value: 4, unit: "KZT/kg", qualifier: "exact" });
equal(pay.figure.value, "4");

const figures: Schemas["CheckFigures"] = {
  fine: { claim: fine.id },
  pay: { claim: pay.id },
  picked: { lower: "50", upper: "100", unit: "kg/day" },
  numerator: "fine",
  denominator: "pay * picked",
};
const check = told(
  await client.POST("/v1/checks", {
    params: { header: { "Idempotency-Key": "scenario" } },
    body: { name: "the fine within thirty days' pay", kind: "ratio", figures, expect: { max: "30", unit: "day" } },
  }),
);

const found = await client.GET("/v1/checks/{check_id}/result", { params: { path: { check_id: check.id } } });
const result = told(found);
const verdict: Schemas["Verdict"] = result.verdict;
equal(verdict, "inconsistent");
deepEqual([result.measured?.lower, result.measured?.upper, result.measured?.unit], ["45", "90", "day"]);
equal(result.admissible["picked"]?.lower, "150");
equal(result.inputs["denominator"], "pay * picked");
const input = given(result.inputs["fine"]);
ok(typeof input === "object" && "figure" in input);
equal(input.figure.value, "18000");
equal(input.revision, 1);
equal(found.response.headers.get("ETag"), `"${result.digest}"`);

// A receipt can be sent back as it came.
equal(told(await client.POST("/v1/results/verify", { body: result })).stands, true);

// A list role takes an array of figures.
const parts: Schemas["EvaluationFigureList"] = [41, 36, 30].map((value) => ({ value, unit: "%" }));
const shares = told(await client.POST("/v1/evaluations", { body: { kind: "shares", figures: { parts } } }));
equal(shares.verdict, "inconsistent");

// The next page is where the page before says.
let page = told(await client.GET("/v1/claims", { params: { query: { limit: 1, source_id: source.id } } }));
const seen = page.items.map((item) => item.id);
while (page.next !== null) {
  const cursor = given(new URL(page.next, baseUrl).searchParams.get("cursor"));
  page = told(await client.GET("/v1/claims", { params: { query: { limit: 1, source_id: source.id, cursor } } }));
  seen.push(...page.items.map((item) => item.id));
}
deepEqual(seen, [fine.id, pay.id]);

// A report in another format is text; what the client has already is not sent again.
const report = told(await client.POST("/v1/reports", { body: { collection: "default" } }));
equal(report.counts?.inconsistent, 1);
const path = { report_id: report.id };
const table = await client.GET("/v1/reports/{report_id}", { params: { path, query: { format: "csv" } }, parseAs: "text" });
ok(given(table.data).split("\r\n")[1]?.includes("the fine within thirty days' pay"));
const header = { "If-None-Match": given(table.response.headers.get("ETag")) };
const again = await client.GET("/v1/reports/{report_id}", { params: { path, query: { format: "csv" }, header } });
equal(again.response.status, 304);

const { error: refused } = await client.POST("/v1/evaluations", {
  body: { kind: "equal", figures: { left: { value: "1", unit: "km" }, right: { value: "1", unit: "kg" } } },
});
const problem: Schemas["Problem"] = given(refused);
deepEqual([problem.status, problem.type], [422, "/problems/incomparable-units"]);
deepEqual(
  problem.errors.map(({ pointer, place }) => [place, pointer]),
  [["body", "/figures/right/unit"]],
);

const { error: missing } = await client.GET("/v1/claims/{claim_id}", { params: { path: { claim_id: source.id } } });
equal(given(missing).type, "/problems/not-found");

console.log("done");
