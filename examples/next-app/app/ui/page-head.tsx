import type { ReactNode } from 'react';
import type { Person } from '../../lib/people';
import { Button } from '../sse-demo/ui/button';
import styles from './page.module.css';

interface PageHeadProps {
  title: string;
  lead: string;
  person: Person;
  /** The page to return to after the visitor has chosen another name. */
  back: string;
  children?: ReactNode;
}

/** The title of the page, its purpose, and the name of its visitor. */
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
        <Button type="submit">Choose another name</Button>
      </form>
      {children}
    </header>
  );
}
