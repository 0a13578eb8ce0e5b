import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readAddressCell } from "#lib/core/addresses/address.ts";
import { isInvitable, mailboxKey } from "#lib/core/email-key.ts";
import { checkContent } from "./check-content.ts";
import { parseInvitees } from "./parse-invitees.ts";
import { parseRoster } from "./parse-roster.ts";

/** Inputs as people have them; `lib/changes/roster/slips.test.ts` reads the rosters against a store. */
const fromFile = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, "cases", name), "utf8");

/** "line email role: problem" of each line, as the dialogs get them; what was refused as a whole. */
async function invited(text: string): Promise<string[] | string> {
  const answer = await parseInvitees(text);
  if ("refused" in answer) return answer.refused;
  return answer.lines.map(({ line, email, role, problem }) =>
    [line, email, role, problem && `(${problem})`]
      .filter((word) => word !== undefined && word !== "")
      .join(" "),
  );
}

describe("who is to be invited", () => {
  it("finds each address of lines without separators, and none becomes part of a name", async () => {
    expect(await invited(fromFile("invite-missing-separators.txt"))).toEqual([
      "1 noor@halden.example",
      "1 max@halden.example",
      "2 lea@halden.example",
      "2 kim@halden.example",
      "3 ana@halden.example",
      "3 bo@halden.example",
    ]);
    const answer = await parseInvitees(fromFile("invite-missing-separators.txt"));
    const names = "lines" in answer ? answer.lines.map(({ name }) => name) : [];
    expect(names).toEqual(["Noor Haddad", "Max Kim", "Lea Roth", "Kim Ode", "Ana Sol", "Bo Lin"]);
  });

  it.each([
    ["numbers", "1. a@x.io\n2) Noor <b@x.io>\n(3) c@x.io"],
    ["numbers without a blank", "1.a@x.io\n2.b@x.io\n3.c@x.io"],
    ["bullets", "- a@x.io\n• b@x.io\n* [ ] c@x.io"],
    ["blanks", "a@x.io b@x.io   c@x.io"],
    ["wide separators", "a@x.io；b@x.io、c@x.io"],
    ["Markdown links", "[Noor](mailto:a@x.io), [b@x.io](mailto:b@x.io) [C](<c@x.io>)"],
    ["slashes and bars", "a@x.io / b@x.io | c@x.io"],
    ["brackets alone", "<a@x.io><b@x.io> <c@x.io>"],
    ["bold and code", "**a@x.io**, `b@x.io`, 'c@x.io'"],
    ["full stops, invisible signs", "a@x.io.\n\u200bb@x.io\u200b\n\u00a0c\u00ad@x.io"],
    ["parameters and schemes", "mailto:a@x.io?subject=Hi, smtp:b@x.io; SMTP:c@x.io"],
    ["a bracket that is never closed", "Lea (away <a@x.io>, Bo <b@x.io>; C <c@x.io"],
  ])("reads a list with %s", async (_, text) => {
    const people = await invited(text);
    expect(typeof people === "string" ? people : people.map((line) => line.replace(/^\d+ /, ""))).toEqual([
      "a@x.io",
      "b@x.io",
      "c@x.io",
    ]);
  });

  it("marks what may mean two people, and leaves a number in an address that stands alone", async () => {
    expect(await invited('"max@x.io" <noor@x.io>')).toEqual(["1 (not-an-address)"]);
    expect(await invited("1.noor@x.io")).toEqual(["1 1.noor@x.io"]);
    expect(await invited("noor at x.io, max@x.io")).toEqual(["1 (not-an-address)", "1 max@x.io"]);
    expect(await invited("email\nnoor@x.io max@x.io\n")).toEqual(["2 (several-addresses)"]);
  });

  it("invites somebody at work, and nobody at the address they are recovered by", async () => {
    const answer = await parseInvitees(fromFile("invite-google-workspace.csv"));
    expect(answer).toMatchObject({
      lines: [
        { email: "noor@halden.example", name: "Noor" },
        { email: "max@halden.example", name: "Max" },
      ],
      unused: expect.arrayContaining(["Recovery Email", "Home Secondary Email", "Work Secondary Email"]),
    });
    expect(await invited(fromFile("invite-street-address.csv"))).toEqual(["2 noor@halden.example"]);
  });

  it.each([
    ["Entra", "Display name,User principal name,Alternate email address\nNoor,a@x.io,home@mail.example"],
    [
      "Entra with a mailbox",
      "displayName,userPrincipalName,mail,otherMails\nNoor,n_ext#EXT#@x.io,a@x.io,home@mail.example",
    ],
    [
      "Okta",
      "Username,First name,Last name,Primary email,Secondary email\nnoor@okta.example,N,H,a@x.io,home@mail.example",
    ],
    ["Okta, by field", "login,email,secondEmail,firstName\nnoor@okta.example,a@x.io,home@mail.example,N"],
    ["BambooHR", "Employee #,First Name,Last Name,Work Email,Home Email\n7,N,H,a@x.io,home@mail.example"],
    ["HR with a manager", "Name,Email,Manager Email,Personal Email\nN,a@x.io,boss@x.io,home@mail.example"],
    ["address books", "Name,E-mail 1 - Value,E-mail 2 - Value\nN,a@x.io,home@mail.example"],
    [
      "titles above",
      "People of Halden, Bonn\nExported by ada@halden.example\n\nName;E-Mail-Adresse\nN;a@x.io",
    ],
    ["a separator named and filled up", "sep=;;;\r\nName;E-mail;Address\r\nN;a@x.io;Main St 1"],
    ["a separator named in quotes", '"sep=;"\r\nName;E-mail\r\nN;a@x.io'],
    ["bars", "Name|E-mail\nN|a@x.io"],
    ["a table of Markdown", "| Name | E-mail |\n|------|:------:|\n| N | a@x.io |"],
    ["links of a spreadsheet", 'Name;E-mail\nN;"=HYPERLINK(""mailto:a@x.io"";""a@x.io"")"'],
    ["300 columns", `${"x,".repeat(299)}email\n${"y,".repeat(299)}a@x.io`],
  ])("reads a table as it comes: %s", async (_, text) => {
    const people = await invited(text);
    expect(typeof people === "string" ? people : people.map((line) => line.replace(/^\d+ /, ""))).toEqual([
      "a@x.io",
    ]);
  });

  it.each([
    ["Konto;Privat\nn@x.io;home@mail.example\nm@x.io;h2@mail.example", "Konto, Privat"],
    ["Name,Recovery Email\nN,home@mail.example\nM,h2@mail.example", "Name, Recovery Email"],
    ["Recovery Email\nhome@mail.example", "Recovery Email"],
    ["constructor,__proto__\nN,a@x.io", "constructor, __proto__"],
  ])("asks about headings that it does not understand: %j", async (text, named) => {
    expect(await invited(text)).toBe(
      `The headings of this table are not understood (${named}): call the column of the address "e-mail"`,
    );
  });

  it("refuses by name what it does not read", async () => {
    expect(await invited("sep=^\nname^email\nN^a@x.io")).toContain("separated by ^");
    expect(await invited("Email,Mail\na@x.io,b@x.io")).toContain("Two columns look like the e-mail");
    const wide = `email,${"x,".repeat(1_200)}\na@x.io,${"y,".repeat(1_200)}`;
    expect(await invited(wide)).toContain("more than 1,000 columns");
  });

  it("counts a role beside an address, or says that it does not", async () => {
    expect(await invited(fromFile("invite-headerless-role.txt"))).toEqual([
      "1 noor@halden.example admin",
      "2 max@halden.example member",
    ]);
    expect(await invited("noor@x.io,admin")).toEqual(["1 noor@x.io admin"]);
    expect(await invited("noor@x.io admin\nmax@x.io")).toEqual(["1 noor@x.io (loose-role)", "2 max@x.io"]);
    expect(await invited("noor@x.io,admin\nmax@x.io")).toEqual([
      "1 noor@x.io",
      "1 (loose-role)",
      "2 max@x.io",
    ]);
    expect(await invited("noor@x.io (Owner), max@x.io")).toEqual(["1 noor@x.io (loose-role)", "1 max@x.io"]);
  });

  it("knows no role by the name of what every object has", async () => {
    for (const parse of [parseRoster, parseInvitees])
      expect(await parse(fromFile("role-constructor.csv"))).toMatchObject({
        lines: [
          { problem: "unknown-role", roleWord: "constructor" },
          { problem: "unknown-role", roleWord: "__proto__" },
        ],
      });
  });

  it("takes a top-level domain in punycode, and a domain in its own letters for the same", async () => {
    expect(await invited(fromFile("invite-punycode-tld.txt"))).toEqual(["1 user@xn--e1afmkfd.xn--p1ai"]);
    expect(await invited("user@пример.рф")).toEqual(["1 user@xn--e1afmkfd.xn--p1ai"]);
    expect(isInvitable("user@xn--e1afmkfd.xn--p1ai")).toBe(true);
    expect(mailboxKey("Uli@BÜCHER.example")).toBe(mailboxKey("uli@xn--bcher-kva.example."));
    expect(mailboxKey("max@1.2")).toBe("max@1.2");
    expect(mailboxKey("ｋim@x.io")).not.toBe(mailboxKey("kim@x.io"));
  });
});

it("reads a file with an end-of-file sign of old systems", async () => {
  const bytes = new TextEncoder().encode("email\r\na@x.io\r\n\u001a");
  expect(await checkContent("invitees", bytes, () => {})).toEqual({ lines: 1, encoding: "UTF-8" });
});

describe("the address that a cell means", () => {
  it.each([
    '="max@halden.example"',
    "mailto:max@halden.example",
    "<max@halden.example>",
    "Max Kim <max@halden.example>",
    "max@halden.example.",
    "'max@halden.example",
    "'max@halden.example'",
    "ma\u200bx@halden.example",
    "\u202amax@halden.example\u202c",
    "max@halden.example\ufeff",
    "\u00a0max@halden.example",
    "max@halden.example;",
    "max@halden.example (on leave)",
    "[Max](mailto:max@halden.example)",
    '=HYPERLINK("mailto:max@halden.example","Max")',
    "“max@halden.example”",
    "max@halden。example",
  ])("%j is read as it is meant", (cell) => {
    expect(readAddressCell(cell)).toEqual({ email: "max@halden.example", all: ["max@halden.example"] });
  });

  it.each(["max at halden", "max", "max@h.io, lea@h.io", "max@h.io lea", "max＠h.io", "a b@h.io@"])(
    "%j is not guessed",
    (cell) => {
      expect(readAddressCell(cell).email).toBe("");
    },
  );
});
