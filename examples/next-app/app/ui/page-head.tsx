import type { ReactNode } from 'react';
import type { Person } from '../../lib/people';
import { Button } from '../sse-demo/ui/button';
import styles from './page.module.css';

interface PageHeadProps {
  title: string;
  lead: string;
  person: Person;
  /** Where to go on after another name was chosen. */
  back: string;
  children?: ReactNode;
}

/** What the page is, and whom it is for. */
export function PageHead({ title, lead, person, back, children }: PageHeadProps) {
  return (
    <header className={styles.head}>
      <h1 className={styles.title}>{title}</h1>
      <p className={styles.lead}>{lead}</p>
      <form className={styles.person} action="/api/person" method="post">
        <p className={styles.muted}>
          You are <span data-testid="person">{person.name}</span>
        </p>
        <input type="hidden" name="back" value={back} />
        <Button type="submit">Be somebody else</Button>
      </form>
      {children}
    </header>
  );
}
