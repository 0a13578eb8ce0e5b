"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { TeamPicks } from "#components/teams/team-picks.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Choice, ChoiceOption } from "#components/ui/choice.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { PICK, PickBox } from "#components/ui/pick.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { createReviewAction } from "#lib/changes/reviews/actions.ts";
import { reviewersOptions } from "#lib/changes/reviews/queries.ts";
import { type CreateReview, createReviewSchema } from "#lib/changes/reviews/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { connectionListOptions } from "#lib/directory/connections/queries.ts";
import { teamPageOptions } from "#lib/directory/teams/queries.ts";

const MAX_SHOWN = 200;
const DUE_DAYS = 14;
const WHAT = [
  { value: "everything", label: "Everything" },
  { value: "connections", label: "Connections" },
  { value: "teams", label: "Teams" },
] as const;
type What = (typeof WHAT)[number]["value"];

/** A day as a date field has it, in the reader's own zone. */
function dayFrom(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
const daysAhead = (days: number): string => {
  const at = new Date();
  at.setDate(at.getDate() + days);
  return dayFrom(at);
};
/** The end of that day, here, as an instant; "" for what is no day. */
function endOf(day: string): string {
  const at = new Date(`${day}T23:59:59`);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString();
}

/** "New review": whose access is looked at, who looks, until when. */
export function NewReviewDialog({ userId, onClose }: { userId: string; onClose: () => void }) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [what, setWhat] = useState<What>("everything");
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map());
  const [search, setSearch] = useState("");
  const [only, setOnly] = useState({ managers: false, idle: false, outside: false });
  const [domains, setDomains] = useState("");
  const [fallback, setFallback] = useState(userId);
  const [owners, setOwners] = useState(false);
  const [byTeam, setByTeam] = useState<Readonly<Record<string, string>>>({});
  const [due, setDue] = useState(daysAhead(DUE_DAYS));
  const [undecided, setUndecided] = useState<"open" | "removed">("open");
  const [repeats, setRepeats] = useState(false);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const reviewers = useQuery(reviewersOptions());
  const connections = useQuery({ ...connectionListOptions(), enabled: what === "connections" });
  const q = useDeferredValue(search);
  const teams = useQuery({
    ...teamPageOptions({ q, sort: "name", dir: "asc", offset: 0, limit: MAX_SHOWN }),
    enabled: what === "teams",
  });
  const creating = useActionMutation(createReviewAction, {
    onSuccess: ({ id }) => {
      onClose();
      router.push(`/reviews/${encodeURIComponent(id)}`);
    },
    onError: ({ error }) =>
      setErrors({
        ...Object.fromEntries(
          Object.entries(error.fields ?? {}).map(([field, words]) => [field, words[0] ?? ""]),
        ),
        ...(error.fields ? {} : { form: errorWords(error) }),
      }),
  });
  const toggle = (id: string, label: string) => {
    const next = new Map(chosen);
    if (!next.delete(id)) next.set(id, label);
    setChosen(next);
  };
  const create = () => {
    const ids = [...chosen.keys()];
    const asked: CreateReview = {
      name,
      scope: {
        what: what === "everything" ? { of: what } : { of: what, ids },
        only,
        domains: domains.split(/[\s,;]+/).filter(Boolean),
        reviewers: {
          fallback,
          owners,
          byTeam:
            what === "teams"
              ? Object.fromEntries(Object.entries(byTeam).filter(([id, to]) => to !== "" && chosen.has(id)))
              : {},
        },
      },
      dueAt: endOf(due),
      undecided,
      repeats,
    };
    const parsed = createReviewSchema.safeParse(asked);
    if (parsed.success) {
      setErrors({});
      return creating.mutate(asked);
    }
    const found: Record<string, string> = {};
    for (const { path, message } of parsed.error.issues) {
      const field = path.includes("ids") ? "what" : path.includes("domains") ? "domains" : String(path[0]);
      found[field] ??= message;
    }
    return setErrors(found);
  };
  const people = reviewers.data ?? [];
  const options = people.map(({ id, name: label, email }) => (
    <option key={id} value={id}>
      {label === email ? label : `${label}, ${email}`}
    </option>
  ));
  return (
    <FormDialog
      title="New review"
      lede="Who has access is read anew first. Nothing is changed before the review is closed."
      wide
      action="Begin review"
      pending={creating.isPending}
      onSubmit={create}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={name}
        maxLength={120}
        autoComplete="off"
        error={errors.name}
        onChange={(event) => setName(event.target.value)}
      />
      <Choice legend="What">
        {WHAT.map(({ value, label }) => (
          <ChoiceOption
            key={value}
            name="what"
            value={value}
            checked={what === value}
            onChange={() => {
              setWhat(value);
              setChosen(new Map());
            }}
          >
            {label}
          </ChoiceOption>
        ))}
      </Choice>
      {what === "connections" && (
        <>
          <PickBox legend="Connections">
            {connections.data?.map(({ id, label, vendor }) => (
              <label key={id} className={PICK}>
                <input
                  type="checkbox"
                  className="check"
                  checked={chosen.has(id)}
                  onChange={() => toggle(id, label)}
                />
                <VendorName vendor={vendor} bare />
                <bdi className="clip">{label}</bdi>
              </label>
            ))}
          </PickBox>
          {errors.what && <Note tone="danger">{errors.what}</Note>}
        </>
      )}
      {what === "teams" && (
        <TeamPicks
          search={search}
          onSearch={setSearch}
          error={errors.what}
          offered={teams.data?.rows ?? []}
          isChosen={(id) => chosen.has(id)}
          onToggle={(team) => toggle(team.id, team.label)}
          page={teams.data}
          hasFailed={teams.isError}
        />
      )}
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 font-medium">Only</legend>
        <CheckField
          label="Owners and admins"
          checked={only.managers}
          onChange={(managers) => setOnly({ ...only, managers })}
        />
        <CheckField
          label="Idle"
          hint="Not active for 90 days, or never."
          checked={only.idle}
          onChange={(idle) => setOnly({ ...only, idle })}
        />
        <CheckField
          label="Outsiders"
          checked={only.outside}
          onChange={(outside) => setOnly({ ...only, outside })}
        />
      </fieldset>
      <TextField
        label="Own e-mail domains"
        value={domains}
        autoComplete="off"
        placeholder="example.com"
        hint="Whoever has another one is an outsider. With commas between."
        error={errors.domains}
        onChange={(event) => setDomains(event.target.value)}
      />
      <SelectField
        label="Reviewer"
        value={fallback}
        hint="Decides where nobody else does. Nobody decides about themselves."
        error={errors.fallback}
        onChange={(event) => setFallback(event.target.value)}
      >
        {options}
      </SelectField>
      {what === "teams" &&
        [...chosen].map(([id, label]) => (
          <SelectField
            key={id}
            label={`Reviewer of ${label}`}
            value={byTeam[id] ?? ""}
            onChange={(event) => setByTeam({ ...byTeam, [id]: event.target.value })}
          >
            <option value="">The reviewer above</option>
            {options}
          </SelectField>
        ))}
      <CheckField
        label="Owners decide about their own teams"
        hint="Where an owner of a team has an account here, by their e-mail."
        checked={owners}
        onChange={setOwners}
      />
      <TextField
        label="Due date"
        type="date"
        value={due}
        error={errors.dueAt}
        onChange={(event) => setDue(event.target.value)}
      />
      <SelectField
        label="Undecided"
        value={undecided}
        hint="What becomes at closing of rows about which nobody decided."
        onChange={(event) => setUndecided(event.target.value === "removed" ? "removed" : "open")}
      >
        <option value="open">Listed as open</option>
        <option value="removed">Removed</option>
      </SelectField>
      <CheckField
        label="Every quarter"
        hint="The next one begins by itself three months later, with the same choices."
        checked={repeats}
        onChange={setRepeats}
      />
      {errors.form && <Note tone="danger">{errors.form}</Note>}
    </FormDialog>
  );
}
