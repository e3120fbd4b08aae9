// What the contract does not allow is refused by the types made from it. Each comment says what must not compile.

import createClient from "openapi-fetch";

import type { components, paths } from "./contract.js";

type Schemas = components["schemas"];

const client = createClient<paths>();

// @ts-expect-error there is no such kind
export const kind: Schemas["KindName"] = "ration";

// @ts-expect-error a claim has a figure
export const claim: Schemas["NewClaim"] = { measure: "fine" };

// @ts-expect-error nothing is known of a colour
export const figure: Schemas["FigureInput"] = { value: "1", colour: "red" };

// @ts-expect-error a parameter is a word or a truth
export const parameters: Schemas["CheckParameters"] = { exhaustive: 1 };

export function measured(result: Schemas["Result"]): string | null {
  // @ts-expect-error it may be null
  return result.measured.lower;
}

export async function misled(): Promise<void> {
  // @ts-expect-error there is no such address
  await client.GET("/v1/clams");
  // @ts-expect-error nor such a filter
  await client.GET("/v1/claims", { params: { query: { colour: "red" } } });
  const { error } = await client.GET("/healthz");
  // @ts-expect-error a problem has no such member
  error?.code;
}
