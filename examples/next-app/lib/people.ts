import { cookies } from 'next/headers';
import { all, first, run } from './database';

export interface Person {
  id: string;
  name: string;
}

export const personCookie = 'ssecast-demo-person';

/**
 * The person who sent the request. The cookie is in place of the session of a real app: any visitor may
 * choose a name, but no query string can claim one.
 */
export async function currentPerson(): Promise<Person | undefined> {
  const id = (await cookies()).get(personCookie)?.value;
  return id ? findPerson(id) : undefined;
}

/** @throws Error when the visitor has not chosen a name */
export async function requirePerson(): Promise<Person> {
  const person = await currentPerson();
  if (!person) throw new Error('Expected a visitor with a name; choose one first.');
  return person;
}

export function findPerson(id: string): Person | undefined {
  return first<Person>('SELECT id, name FROM people WHERE id = ?', id);
}

/** The newest first, a hundred at most. */
export function listPeople(): Person[] {
  return all<Person>('SELECT id, name FROM people ORDER BY rowid DESC LIMIT 100');
}

/** @returns undefined for a name without a character that an id can have */
export function enrol(name: string): Person | undefined {
  const shown = name.trim().replace(/\s+/g, ' ').slice(0, 40);
  const id = shown
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (!id) return undefined;
  run('INSERT INTO people (id, name) VALUES (?, ?) ON CONFLICT (id) DO NOTHING', id, shown);
  return findPerson(id);
}
