import { HelpLink } from "#components/help/help-link.tsx";
import { NoticeChoice } from "#components/notices/notice-choice.tsx";
import { TestMail } from "#components/notices/test-mail.tsx";
import { Block } from "#components/ui/block.tsx";
import { Cell, Row, SecondLine, Table } from "#components/ui/table.tsx";
import { NOTICE_FACTS } from "#lib/core/notice-events.ts";
import type { OwnNotices as Own } from "#lib/insight/notices/schema.ts";

const COLUMNS = [{ label: "When" }, { label: "E-mail", width: 160 }] as const;

/** What one is told of by e-mail, and how. */
export function OwnNotices({ notices, email }: { notices: Own; email: string }) {
  const { isSetUp, rows } = notices;
  return (
    <Block
      title="Notices"
      titleId="notices-heading"
      aside={
        <>
          <HelpLink topic="notices" />
          {isSetUp && <TestMail />}
        </>
      }
    >
      <p className="max-w-160 px-gutter pt-1 pb-3 text-muted">
        {isSetUp ? (
          <>
            Sent to <bdi>{email}</bdi>. What happens within minutes comes in one mail, and what happens often
            in one mail an hour; “once a day” is at seven in the morning.
          </>
        ) : (
          <>
            E-mail is not set up, so nothing is sent. Whoever runs Rollcall sets{" "}
            <span className="mono">ROLLCALL_SMTP_URL</span> and{" "}
            <span className="mono">ROLLCALL_SMTP_FROM</span>. What you choose here counts from then on.
          </>
        )}
      </p>
      <Table label="Notices" columns={COLUMNS} isTwoLine>
        {rows.map(({ event, way, isFixed }) => {
          const { label, hint } = NOTICE_FACTS[event];
          return (
            <Row key={event}>
              <Cell className="at-1">
                <span>{label}</span>
                <SecondLine isWrapped>
                  {isFixed ? `${hint} An admin has set that this cannot be turned off.` : hint}
                </SecondLine>
              </Cell>
              <Cell className="at-1e">
                {/* In a box of its own: the first span of a cell is a line of text. */}
                <div>
                  <NoticeChoice event={event} label={label} way={way} isFixed={isFixed} />
                </div>
              </Cell>
            </Row>
          );
        })}
      </Table>
    </Block>
  );
}
