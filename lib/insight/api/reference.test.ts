import { describe, expect, it } from "vitest";
import { openApi } from "./openapi.ts";
import { apiReference, type Field, typeWords } from "./reference.ts";

const allOf = (fields: readonly Field[]): Field[] =>
  fields.flatMap((field) => [field, ...allOf(field.fields ?? [])]);

describe("the API reference", () => {
  const operations = apiReference().flatMap((group) => group.operations);

  it("has every operation of the document, with every parameter and answer", () => {
    const inDocument = Object.entries(openApi().paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, parameters, responses }]) => ({
        ...{ id: operationId, method: method.toUpperCase(), path: `/api/v1${path}` },
        parameters: parameters.map(({ name }) => name),
        answers: Object.keys(responses),
      })),
    );
    const byId = <One extends { id: string }>(all: One[]) => all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(
      byId(operations).map(({ id, method, path, parameters, answers }) => ({
        ...{ id, method, path },
        parameters: parameters.map(({ name }) => name),
        answers: answers.map(({ status }) => status),
      })),
    ).toEqual(byId(inDocument));
  });

  it("says of every field what it is", () => {
    const fields = allOf(
      operations.flatMap(({ parameters, body, answers }) => [
        ...parameters,
        ...body,
        ...answers.flatMap((answer) => answer.fields),
      ]),
    );
    expect(fields.length).toBeGreaterThan(200);
    expect(fields.filter(({ type }) => /undefined|\[object|^$/.test(type))).toEqual([]);
    const items = operations
      .find(({ id }) => id === "listMembers")
      ?.answers.find(({ status }) => status === "200")
      ?.fields.find(({ name }) => name === "items");
    expect(items).toMatchObject({ type: "list of objects", isRequired: true });
    expect(items?.fields).toContainEqual({ name: "email", type: "text or null", isRequired: true });
    expect(items?.fields).toContainEqual(expect.objectContaining({ name: "joinedAt", type: "time or null" }));
  });
});

it("says types in words", () => {
  expect(typeWords({ type: "integer", minimum: 1, maximum: 200 })).toBe("whole number, 1 to 200");
  expect(typeWords({ type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).toBe(
    "whole number, at least 0",
  );
  expect(typeWords({ anyOf: [{ type: "string" }, { type: "null" }] })).toBe("text or null");
  expect(typeWords({ enum: ["admin", "member"] })).toBe("“admin” or “member”");
  expect(typeWords({ type: "array", items: { type: "string" }, maxItems: 5 })).toBe(
    "list of texts, at most 5",
  );
  expect(typeWords({ type: "object", additionalProperties: { type: "integer" } })).toBe(
    "object by name, each whole number",
  );
  expect(typeWords({ $ref: "#/components/schemas/Problem" }, { Problem: { type: "object" } })).toBe("object");
});
