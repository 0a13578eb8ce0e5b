import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { hashNewPassword } from "#lib/access/auth/password.ts";
import { makeResetLink, setPasswordAndEndSessions } from "#lib/access/auth/passwords.ts";
import { resetTwoFactor } from "#lib/access/two-factor/mutations.ts";
import { freeName, insertUser, setUserDisabled } from "#lib/access/users/mutations.ts";
import { AppError } from "#lib/core/errors.ts";
import { ROLES, type Role } from "#lib/core/permissions.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { emailKey } from "#lib/store/db/text-key.ts";

const HELP = `npm run user -- list
npm run user -- create <email> [--role viewer|operator|admin] [--name "…"] [--password-stdin]
npm run user -- reset <email> [--password-stdin]
npm run user -- enable <email>
npm run user -- disable <email>
npm run user -- reset-two-factor <email>

Works while the server runs. Without --password-stdin it prints a link, good for one use, that sets a new password;
with it the password is read from standard input.`;

/** What a person at the keyboard did wrong: printed in one line, without a stack. */
class Misuse extends Error {}

type User = { id: string; name: string; email: string };

async function findUser(email: string | undefined): Promise<User> {
  if (!email) throw new Misuse("which user? Give an e-mail address.");
  const user = await db()
    .selectFrom("users")
    .select(["id", "name", "email"])
    .where("email_key", "=", emailKey(email) ?? "")
    .executeTakeFirst();
  if (!user) throw new Misuse(`there is no user ${email}. "npm run user -- list" shows who there is.`);
  return user;
}

async function list(): Promise<void> {
  const users = await db()
    .selectFrom("users")
    .select(["email", "name", "role", "disabled_at"])
    .orderBy("email_key")
    .execute();
  for (const { email, name, role, disabled_at } of users) {
    console.log([email, role, disabled_at ? "disabled" : "active", name].join("\t"));
  }
  if (users.length === 0) console.log("Nobody has an account yet.");
}

const passwordFromStdin = async (email: string): Promise<string> =>
  hashNewPassword((await text(process.stdin)).replace(/\r?\n$/, ""), { email });

async function printLink(user: User): Promise<void> {
  const link = await makeResetLink(null, "system", user.id);
  console.log(`${user.email} sets a password here, once, until ${link.expiresAt}:\n${link.url}`);
}

async function reset(user: User, isFromStdin: boolean): Promise<void> {
  if (!isFromStdin) return printLink(user);
  const passwordHash = await passwordFromStdin(user.email);
  await transact(async (tx) => {
    await setPasswordAndEndSessions(tx, user.id, passwordHash);
    await appendEvent(tx, {
      action: "user.setPassword",
      actor: "system",
      outcome: "done",
      facts: { userId: user.id, by: "command line" },
      personal: { name: user.name, email: user.email },
      search: `${user.name} ${user.email}`,
    });
  });
  console.log(`${user.email} has a new password; their sessions have ended.`);
}

type NewUser = { email: string | undefined; name: string | undefined; role: string; isFromStdin: boolean };

async function create({ email, name, role, isFromStdin }: NewUser): Promise<void> {
  if (!email) throw new Misuse("whom? Give an e-mail address.");
  const known: Role | undefined = ROLES.find((one) => one === role);
  if (!known) throw new Misuse(`there is no role ${role}; there are ${ROLES.join(", ")}.`);
  const passwordHash = isFromStdin ? await passwordFromStdin(email) : null;
  const { id, user } = await transact(async (tx) => {
    const given = name?.trim();
    const user = { name: given || (await freeName(tx, email.split("@")[0] ?? email, email)), email };
    const made = await insertUser(tx, { ...user, role: known, passwordHash });
    await appendEvent(tx, {
      action: "user.create",
      actor: "system",
      outcome: "done",
      facts: { userId: made, role: known, by: "command line" },
      personal: user,
      search: `${user.name} ${user.email}`,
    });
    return { id: made, user };
  });
  console.log(`${email} is there now, as ${known}.`);
  if (!isFromStdin) await printLink({ id, ...user });
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      role: { type: "string", default: "viewer" },
      name: { type: "string" },
      "password-stdin": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [command, email] = positionals;
  const isFromStdin = values["password-stdin"];
  if (values.help || command === undefined) return console.log(HELP);
  await startStore();
  if (command === "list") await list();
  else if (command === "create") await create({ email, name: values.name, role: values.role, isFromStdin });
  else if (command === "reset") await reset(await findUser(email), isFromStdin);
  else if (command === "reset-two-factor") {
    const user = await findUser(email);
    await resetTwoFactor(null, "system", user.id);
    console.log(`${user.email} has no two-factor any more; their sessions have ended.`);
  } else if (command === "enable" || command === "disable") {
    const user = await findUser(email);
    await setUserDisabled(null, "system", user.id, command === "disable");
    console.log(
      `${user.email} ${command === "disable" ? "is disabled and signed out" : "can sign in again"}.`,
    );
  } else throw new Misuse(`there is no command "${command}".\n\n${HELP}`);
}

function lineFor(error: unknown): string {
  if (error instanceof AppError) {
    return error.reason ?? Object.values(error.fields ?? {}).flat()[0] ?? error.message;
  }
  return error instanceof Error ? error.message : String(error);
}

try {
  await run();
} catch (error) {
  console.error(`rollcall: ${lineFor(error)}`);
  process.exitCode = 1;
} finally {
  await stopStore();
}
