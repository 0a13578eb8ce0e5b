import "server-only";
import { env } from "#lib/core/env.ts";
import { NOTICE_EVENTS, NOTICE_FACTS, type NoticeEvent } from "#lib/core/notice-events.ts";
import { stopPage, stopUrl } from "#lib/insight/notices/stop-link.ts";

/** A notice as it is told. */
export type Told = { event: NoticeEvent; href: string; what: string | null; lines: string | null };

/** Things of one kind that a mail spells out; the others are counted. */
const SPELLED = 20;

/** Subject, text and stop link of a mail that tells these things to one person; `fixed`: what nobody turns off. */
export function mailWords(
  userId: string,
  told: readonly Told[],
  fixed: ReadonlySet<string>,
): { subject: string; text: string; stopUrl?: string } {
  const byEvent = Map.groupBy(told, ({ event }) => event);
  const groups = NOTICE_EVENTS.flatMap((event) => {
    const some = byEvent.get(event);
    return some ? [{ event, some }] : [];
  });
  const stoppable = groups.map(({ event }) => event).filter((event) => !fixed.has(event));
  const home = env().ROLLCALL_URL;
  const parts = [
    ...groups.map(({ event, some }) => groupWords(event, some)),
    ["-- ", `You are told of this by Rollcall at ${home}`, `What you are told of: ${home}/settings/profile`],
    ...(stoppable.length > 0 ? [stopWords(userId, stoppable)] : []),
    ...groups
      .filter(({ event }) => fixed.has(event))
      .map(({ event }) => [
        `"${NOTICE_FACTS[event].label}" cannot be turned off: an admin of Rollcall has set it so.`,
      ]),
  ];
  return {
    subject: subjectOf(groups),
    text: `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`,
    ...(stoppable.length > 0 ? { stopUrl: stopUrl({ userId, events: stoppable }) } : {}),
  };
}

type Group = { event: NoticeEvent; some: readonly Told[] };

function subjectOf(groups: readonly Group[]): string {
  const said = groups.map(({ event, some }) => titleOf(event, some));
  const [first = "", ...others] = said;
  return `Rollcall: ${others.length === 0 ? first : `${first}, and ${others.length} more`}`;
}

function titleOf(event: NoticeEvent, some: readonly Told[]): string {
  const [only] = some;
  const facts = NOTICE_FACTS[event];
  return some.length === 1 ? facts.one(only?.what ?? "") : facts.many(some.length);
}

function groupWords(event: NoticeEvent, some: readonly Told[]): string[] {
  const [only] = some;
  if (some.length === 1 && only) return [titleOf(event, some), ...detailsOf(only)];
  const left = some.length - SPELLED;
  return [
    titleOf(event, some),
    ...some
      .slice(0, SPELLED)
      .flatMap((one) => ["", `* ${one.what ?? ""}`, ...detailsOf(one).map((line) => `  ${line}`)]),
    ...(left > 0 ? ["", `and ${left} more`] : []),
  ];
}

const detailsOf = ({ lines, href }: Told): string[] => [
  ...Object.entries(JSON.parse(lines ?? "{}") as Record<string, string>).map(
    ([label, text]) => `${label}: ${text}`,
  ),
  `${env().ROLLCALL_URL}${href}`,
];

const stopWords = (userId: string, events: readonly NoticeEvent[]): string[] =>
  events.map((event) => `Stop "${NOTICE_FACTS[event].label}": ${stopPage({ userId, events: [event] })}`);
