import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { HELP_TOPICS, type HelpTopic } from "#lib/core/help-topics.ts";

/** The "?" beside what somebody may ask about. From a dialog it opens beside the page: what was typed stays. */
export function HelpLink({
  topic,
  isInDialog,
  className,
}: {
  topic: HelpTopic;
  isInDialog?: boolean;
  className?: string;
}) {
  const name = `Help: ${HELP_TOPICS[topic]}`;
  return (
    <Link
      href={`/help/${topic}`}
      className={cx("act max-sm:-my-2.5 max-sm:size-10", className)}
      aria-label={name}
      title={name}
      {...(isInDialog && { target: "_blank", rel: "noopener" })}
    >
      <Icon name="help" className="size-3.5 max-sm:size-4" />
    </Link>
  );
}
