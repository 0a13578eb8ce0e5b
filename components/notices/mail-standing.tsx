import { TestMail } from "#components/notices/test-mail.tsx";
import { Block } from "#components/ui/block.tsx";
import { Note } from "#components/ui/note.tsx";
import { Cell, Row, SecondLine, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { MailStanding as Standing } from "#lib/insight/notices/schema.ts";

const COLUMNS = [{ label: "To", width: 280 }, { label: "Why" }, { label: "When", width: 120 }] as const;

/** Where mail goes out, what waits, and what could not be delivered. */
export function MailStanding({ standing }: { standing: Standing }) {
  const { host, from, waiting, problem, failed } = standing;
  return (
    <>
      <Block title="E-mail" titleId="mail-heading" aside={host && <TestMail />}>
        <div className="grid max-w-160 gap-3 px-gutter pt-1 pb-4">
          {host ? (
            <p className="text-muted">
              Sent through <span className="mono">{host}</span> from <bdi>{from}</bdi>.{" "}
              {waiting === 0 ? "Nothing waits." : waiting === 1 ? "1 mail waits." : `${waiting} mails wait.`}
            </p>
          ) : (
            <p className="text-muted">
              E-mail is not set up, so nobody is told of anything by mail. Set{" "}
              <span className="mono">ROLLCALL_SMTP_URL</span> and{" "}
              <span className="mono">ROLLCALL_SMTP_FROM</span> and start Rollcall again. Webhooks work without
              it.
            </p>
          )}
          {problem && <Note tone="danger">{problem}. What waits is kept and tried again for four days.</Note>}
        </div>
      </Block>
      {failed.length > 0 && (
        <Block title="Not delivered" titleId="failed-heading" count={failed.length}>
          <Table label="Not delivered" columns={COLUMNS} isTwoLine>
            {failed.map(({ id, name, email, error, at }) => (
              <Row key={id}>
                <Cell className="at-1">
                  <bdi className="clip font-medium">{name}</bdi>
                  <SecondLine>
                    <bdi>{email}</bdi>
                  </SecondLine>
                </Cell>
                <Cell className="at-2 text-muted">
                  <span className="clip" title={error}>
                    {error}
                  </span>
                </Cell>
                <Cell className="at-1e text-faint">
                  <TimeAgo at={at} />
                </Cell>
              </Row>
            ))}
          </Table>
        </Block>
      )}
    </>
  );
}
