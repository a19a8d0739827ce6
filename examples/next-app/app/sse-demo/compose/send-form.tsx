'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Result, type ResultText } from '../ui/result';
import { Segments } from '../ui/segments';
import styles from './compose.module.css';
import { KindFields } from './kind-fields';
import { type Kind, kinds, type Message, messageOf, type TargetName, targets } from './message';
import { sendTest } from './send-test';

interface Own {
  userId?: string;
  sessionId?: string;
  clientId: string;
}

/** Every kind of event to every kind of target, through POST /api/sse/test. */
export function SendForm({ own }: { own: Own }) {
  const [kind, setKind] = useState<Kind>('notification');
  const [target, setTarget] = useState<TargetName>('all');
  const [typed, setTyped] = useState<Partial<Record<TargetName, string>>>({});
  const [problem, setProblem] = useState<string>();
  const [result, setResult] = useState<ResultText>({ ok: true, text: '' });

  // The id of this tab, until the visitor types another.
  const targetIds = { all: '', user: own.userId, session: own.sessionId, client: own.clientId };

  async function send(submit: FormEvent<HTMLFormElement>) {
    submit.preventDefault();
    let message: Message;
    try {
      message = messageOf(kind, target, new FormData(submit.currentTarget));
    } catch {
      setProblem('Expected JSON, for instance {"x": 1}.');
      return;
    }
    setProblem(undefined);
    setResult(await sendTest(message));
  }

  return (
    <section aria-labelledby="send">
      <h2 id="send" className={styles.title}>
        Send an event
      </h2>
      <form className={styles.form} onSubmit={send}>
        <Segments legend="Kind" options={kinds} value={kind} onChange={setKind} />
        <div className={styles.fields}>
          <KindFields key={kind} kind={kind} problem={problem} />
        </div>
        <Segments legend="To" options={targets} value={target} onChange={setTarget} />
        <Field
          label={target === 'all' ? 'Id' : `Id of the ${target}`}
          name="targetId"
          value={typed[target] ?? targetIds[target] ?? ''}
          onChange={(change) => setTyped({ ...typed, [target]: change.target.value })}
          disabled={target === 'all'}
          placeholder={target === 'all' ? 'Everyone needs no id' : undefined}
          required
        />
        <div className={styles.submit}>
          <Button type="submit" primary>
            Send event
          </Button>
          <Result result={result} />
        </div>
      </form>
    </section>
  );
}
