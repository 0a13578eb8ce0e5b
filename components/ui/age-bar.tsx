/** Days on a track that is full at the policy's limit; over it all of it is amber. */
export function AgeBar({ days, limitDays }: { days: number | undefined; limitDays: number }) {
  if (days === undefined) return <span className="faint">–</span>;
  const isOver = days >= limitDays;
  const share = Math.min(100, Math.round((days / limitDays) * 100));
  return (
    <span className={isOver ? "age over" : "age"}>
      <i style={{ "--v": `${share}%` } as Record<string, string>} />
      <span className="end min-w-[58px]">{days === 1 ? "1 day" : `${days.toLocaleString("en")} days`}</span>
      {isOver && <span className="vh">overdue</span>}
    </span>
  );
}
