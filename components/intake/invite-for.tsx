import { SelectField } from "#components/ui/select-field.tsx";

const DAY = 24 * 60;
const CHOICES: [minutes: number, label: string][] = [
  [0, "No end"],
  [DAY, "After a day"],
  [7 * DAY, "After a week"],
  [30 * DAY, "After 30 days"],
  [90 * DAY, "After 90 days"],
];

/** For how long everybody of a list is invited. */
export function InviteFor({ value, onChange }: { value: number; onChange: (minutes: number) => void }) {
  return (
    <SelectField
      label="Ends"
      value={value}
      hint="Counted from the day on which they have it: what they come to is taken back then."
      onChange={(event) => onChange(Number(event.target.value))}
    >
      {CHOICES.map(([minutes, label]) => (
        <option key={minutes} value={minutes}>
          {label}
        </option>
      ))}
    </SelectField>
  );
}
