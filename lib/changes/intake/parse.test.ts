import { describe, expect, it } from "vitest";
import { csvLine } from "#lib/core/csv.ts";
import { isInvitable } from "#lib/core/email-key.ts";
import { emailSchema } from "#lib/directory/members/schema.ts";
import { decodeText } from "./decode.ts";
import { MAX_FILE_BYTES, MAX_LINES } from "./limits.ts";
import { type Invitee, parseInvitees } from "./parse-invitees.ts";
import { parseRoster, type RosterLine } from "./parse-roster.ts";
import { findDelimiter, rows } from "./table.ts";

const invitees = async (text: string): Promise<Invitee[]> => {
  const answer = await parseInvitees(text);
  if ("refused" in answer) throw new Error(answer.refused);
  return answer.lines;
};
const roster = async (text: string): Promise<RosterLine[]> => {
  const answer = await parseRoster(text);
  if ("refused" in answer) throw new Error(answer.refused);
  return answer.lines;
};
const told = (lines: Invitee[]) =>
  lines.map(({ line, email, name, problem }) =>
    [line, email, name, problem].filter((it) => it !== undefined && it !== "").join(" "),
  );

describe("a list of addresses", () => {
  const cases: [string, string, string[]][] = [
    [
      "one a line, any line end",
      "a@x.io\r\nb@x.io\nc@x.io\rd@x.io",
      ["1 a@x.io", "2 b@x.io", "3 c@x.io", "4 d@x.io"],
    ],
    [
      "commas, semicolons, tabs",
      "a@x.io, b@x.io;c@x.io\td@x.io;",
      ["1 a@x.io", "1 b@x.io", "1 c@x.io", "1 d@x.io"],
    ],
    [
      "names",
      'Noor Haddad <noor@x.io>\n"Haddad, Noor" <n2@x.io>',
      ["1 noor@x.io Noor Haddad", "2 n2@x.io Haddad, Noor"],
    ],
    [
      "a name with a comma and no quotes",
      "Haddad, Noor <noor@x.io>; Kim, Daniel <d@x.io>",
      ["1 noor@x.io Haddad, Noor", "1 d@x.io Kim, Daniel"],
    ],
    [
      "quotes in quotes, angle brackets in quotes",
      '"Noor \\"N\\" <h>" <noor@x.io>, b@x.io',
      ['1 noor@x.io Noor "N" <h>', "1 b@x.io"],
    ],
    [
      "comments, mailto, outer quotes",
      "noor@x.io (Haddad, Noor), mailto:b@x.io, 'c@x.io'",
      ["1 noor@x.io Haddad, Noor", "1 b@x.io", "1 c@x.io"],
    ],
    ["a group", "Team: a@x.io, B <b@x.io>;", ["1 a@x.io", "1 b@x.io B"]],
    [
      "duplicates after normalization",
      "Noor@X.io\n NOOR@x.IO \nnoor@x.io",
      ["1 Noor@X.io", "2 NOOR@x.IO duplicate", "3 noor@x.io duplicate"],
    ],
    [
      "look-alikes are somebody else",
      "kim@x.io\n\u212Aim@x.io\nｋim@x.io",
      ["1 kim@x.io", "2 \u212Aim@x.io", "3 ｋim@x.io"],
    ],
    [
      "what is none",
      "noor\n@x.io\na@@x.io\nA <>",
      ["1 not-an-address", "2 not-an-address", "3 a@@x.io not-an-address", "4 A not-an-address"],
    ],
    ["words before an address", "hello, noor@x.io", ["1 not-an-address", "1 noor@x.io"]],
    ["an open quote spoils its line alone", '"Noor <a@x.io>\nb@x.io', ["1 a@x.io Noor", "2 b@x.io"]],
    ["a byte order mark", "\uFEFFa@x.io", ["1 a@x.io"]],
    ["blank lines", "\n\n a@x.io \n\n", ["3 a@x.io"]],
  ];
  it.each(cases)("%s", async (_, text, expected) => {
    expect(told(await invitees(text))).toEqual(expected);
  });

  it("loses no line: each comes back, whatever it is", async () => {
    const typed = ["a@x.io", "???", "<b@x.io>", "=1+1", "__proto__", "c@x.io", "d@x.io"];
    const text = typed.join("\n").replace("c@x.io\nd@x.io", "c@x.io d@x.io");
    expect((await invitees(text)).map((line) => line.text)).toEqual(typed);
  });

  it("takes a table by its headings, in any delimiter, and by its shape", async () => {
    for (const delimiter of [",", ";", "\t"]) {
      const text = ["Name|E-Mail Address|Role|Team|Notes", '"Haddad| Noor"|noor@x.io|ADMIN|Handbook|hi']
        .join("\r\n")
        .replaceAll("|", delimiter);
      const answer = await parseInvitees(text);
      expect(answer).toMatchObject({
        unused: ["Notes"],
        lines: [
          { line: 2, email: "noor@x.io", name: `Haddad${delimiter} Noor`, role: "admin", team: "Handbook" },
        ],
      });
    }
    expect(told(await invitees("Noor Haddad;noor@x.io\nDaniel Kim;d@x.io"))).toEqual([
      "1 noor@x.io Noor Haddad",
      "2 d@x.io Daniel Kim",
    ]);
    expect(told(await invitees('email,role\na@x.io,boss\n"b@x.io,member\n'))).toEqual([
      "2 a@x.io unknown-role",
      "3 open-quote",
    ]);
  });

  it("says when there is nobody, or too many", async () => {
    expect(await parseInvitees(" \n;,\n")).toEqual({ refused: "There is no address in it" });
    const many = Array.from({ length: MAX_LINES + 1 }, (_, place) => `p${place}@x.io`).join("\n");
    expect(await parseInvitees(many)).toMatchObject({ refused: expect.stringContaining("50,000") });
  });

  it("agrees with the forms about who can be invited", () => {
    const all = [
      "a@x.io",
      "a.b+c@x-y.co.uk",
      "o'neil@x.io",
      ".a@x.io",
      "a..b@x.io",
      "a@x",
      "a@-x.io",
      "a@x.i",
      "ä@x.io",
      "a b@x.io",
      "a@x.io.",
      "=1@x.io",
      "-@x.io",
      "user@xn--e1afmkfd.xn--p1ai",
      "user@xn--p1ai",
      "user@x.xn--",
    ];
    for (const email of all)
      expect([email, isInvitable(email)]).toEqual([email, emailSchema.safeParse(email).success]);
  });
});

describe("a roster", () => {
  it("recognises its columns, the delimiter and a first line that names it", async () => {
    const texts = [
      "E-mail,Team,Role\r\nnoor@x.io,GitBook / Handbook,Owner\r\n",
      "sep=;\r\nteam;mail;ROLE\r\nGitBook / Handbook;noor@x.io;owner\r\n",
      "email address\tteam name\trole\nnoor@x.io\tGitBook / Handbook\towner",
      "noor@x.io,GitBook / Handbook,owner",
    ];
    for (const text of texts)
      expect(await roster(text)).toMatchObject([
        { email: "noor@x.io", team: "GitBook / Handbook", role: "owner" },
      ]);
  });

  it("has a finding for each bad line, and drops none", async () => {
    const text = [
      "email,team,role",
      "a@x.io,T,admin",
      "a@X.io,T,admin",
      "b@x.io,T,member",
      "b@x.io,T,admin",
      "c@x.io,T,remove",
      "c@x.io,T,member",
      "nobody,T,member",
      ",T,member",
      "d@x.io,,member",
      "e@x.io,T,boss",
      "f@x.io,T",
      '"g@x.io,T,member',
    ].join("\n");
    expect((await roster(text)).map(({ line, problem, of }) => [line, problem, of])).toEqual([
      [2, undefined, undefined],
      [3, "duplicate", 2],
      [4, "contradiction", 5],
      [5, "contradiction", 4],
      [6, "contradiction", 7],
      [7, "contradiction", 6],
      [8, "not-an-address", undefined],
      [9, "not-an-address", undefined],
      [10, "no-team", undefined],
      [11, "unknown-role", undefined],
      [12, undefined, undefined],
      [13, "open-quote", undefined],
    ]);
  });

  it("understands what an export has neutralized", async () => {
    const head = "email,team,role\r\n";
    const text = `${head}${csvLine(["+noor@x.io", "=cmd", "member"])}${csvLine(["-1@x.io", "@team", "admin"])}`;
    expect(text).toContain('"\'+noor@x.io","\'=cmd"');
    expect(await roster(text)).toMatchObject([
      { email: "+noor@x.io", team: "=cmd", role: "member" },
      { email: "-1@x.io", team: "@team", role: "admin" },
    ]);
  });

  it("refuses what has no columns for it, two of the same, nobody, too many", async () => {
    const reasons = async (text: string) => {
      const answer = await parseRoster(text);
      return "refused" in answer ? answer.refused : "taken";
    };
    expect(await reasons("name,team\nNoor,T")).toContain("No column for the e-mail");
    expect(await reasons("email,role\na@x.io,admin")).toContain("No column for the team");
    expect(await reasons("email,mail,team\na@x.io,b@x.io,T")).toContain("Two columns");
    expect(await reasons("email,team,role\r\n")).toContain("nobody");
    expect(await reasons("")).toContain("No column");
    const line = "a@x.io,T,member\n";
    expect(await reasons(`email,team,role\n${line.repeat(MAX_LINES)}`)).toBe("taken");
    expect(await reasons(`email,team,role\n${line.repeat(MAX_LINES + 1)}`)).toContain("50,000");
  });

  it("tells how far it is, and waits for whoever is told", async () => {
    const told: number[] = [];
    const text = `email,team,role\n${Array.from({ length: 9_000 }, (_, n) => `p${n}@x.io,T,member`).join("\n")}`;
    await parseRoster(text, async (done) => {
      told.push(done);
    });
    expect(told.length).toBeGreaterThan(3);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.every((done) => done > 0 && done <= 1)).toBe(true);
  });
});

describe("a table", () => {
  it("keeps line ends, quotes and delimiters inside quotes, and counts its lines", () => {
    const text = 'a,b\r\n"x\r\ny","he said ""hi"", no"\r\n\r\n  "z" ,"" \nlast,"open\nto the end';
    expect([...rows(text, ",")]).toEqual([
      { line: 1, cells: ["a", "b"] },
      { line: 2, cells: ["x\r\ny", 'he said "hi", no'] },
      { line: 5, cells: ["z", ""] },
      { line: 6, cells: ["last", "open\nto the end"], isOpen: true },
    ]);
  });

  it("finds the delimiter that its rows agree on", () => {
    expect(findDelimiter("a;b\n1,5;2")).toBe(";");
    expect(findDelimiter("a, b;c\n1, 2;3\n1, 2;3")).toBe(";");
    expect(findDelimiter("one column\nb")).toBeUndefined();
    expect(findDelimiter('"a;b",c\n"d",e')).toBe(",");
  });

  it("is not kept busy by a megabyte of one sign", async () => {
    for (const sign of ['"', ",", "a", "@", "(", "<", "a:", "a,", ";\n"]) {
      const text = sign.repeat(MAX_FILE_BYTES / 8 / sign.length);
      expect([sign, await parseRoster(text)]).toEqual([sign, { refused: expect.any(String) }]);
      const answer = await parseInvitees(text);
      const lines = "lines" in answer ? answer.lines : [];
      expect(lines.filter((line) => line.problem === undefined)).toEqual([]);
    }
  });
});

describe("a file's letters", () => {
  const table = "e-mail,team\nnoor@x.io,Müller – Café";
  const utf16 = (text: string, mark: boolean, isBig: boolean): Uint8Array => {
    const bytes = Buffer.from(mark ? `\uFEFF${text}` : text, "utf16le");
    return new Uint8Array(isBig ? bytes.swap16() : bytes);
  };
  const windows = new Uint8Array([...table].map((sign) => (sign === "–" ? 0x96 : sign.charCodeAt(0))));
  const cases: [string, Uint8Array, string][] = [
    ["UTF-8", new TextEncoder().encode(table), "UTF-8"],
    ["UTF-8 with its mark", new TextEncoder().encode(`\uFEFF${table}`), "UTF-8"],
    ["UTF-16, little end first", utf16(table, true, false), "UTF-16"],
    ["UTF-16, big end first", utf16(table, true, true), "UTF-16"],
    ["UTF-16 without its mark", utf16(table, false, false), "UTF-16"],
    ["UTF-16, big, without its mark", utf16(table, false, true), "UTF-16"],
    ["Windows-1252", windows, "Windows-1252"],
  ];
  it.each(cases)("%s", (_, bytes, encoding) => {
    expect(decodeText(bytes)).toEqual({ text: table, encoding });
  });

  const refused: [string, Uint8Array, RegExp][] = [
    ["a workbook", new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]), /workbook/],
    ["an old workbook", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]), /Excel/],
    ["a PDF", Buffer.from("%PDF-1.7"), /PDF/],
    ["a picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), /cannot be read/],
    ["UTF-32", new Uint8Array([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), /cannot be read/],
    ["half a letter of UTF-16", new Uint8Array([0xff, 0xfe, 0x61]), /cannot be read/],
    ["zeros", new TextEncoder().encode("a@x.io\u0000"), /cannot be read/],
    ["nothing", new Uint8Array(), /empty/],
    ["more than 10 MB", new Uint8Array(MAX_FILE_BYTES + 1), /10 MB/],
  ];
  it.each(refused)("refuses %s", (_, bytes, reason) => {
    expect(decodeText(bytes)).toEqual({ refused: expect.stringMatching(reason) });
  });
});
