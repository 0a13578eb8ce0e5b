/** A text with the part that was searched for marked; isolated, since strangers wrote it. */
export function Marked({ text, query }: { text: string; query: string }) {
  const wanted = query.trim();
  const at = wanted ? text.toLocaleLowerCase("en").indexOf(wanted.toLocaleLowerCase("en")) : -1;
  if (at < 0) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {text.slice(0, at)}
      <mark className="bg-transparent font-semibold text-accent-text">
        {text.slice(at, at + wanted.length)}
      </mark>
      {text.slice(at + wanted.length)}
    </bdi>
  );
}
