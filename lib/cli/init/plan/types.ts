/** A file that is written, whole. */
export interface Change {
  /** Relative to the folder of the app. */
  file: string;
  /** Undefined for a new file. */
  before: string | undefined;
  after: string;
}

/** All that `init` does, before it does any of it. */
export interface Plan {
  changes: Change[];
  /** Sentences on files that are left as they are though others are as good. */
  notes: string[];
  /** Sentences on what the user has to write. */
  byHand: string[];
  /** The path of the example page's URL, where the route lets its visitors in. */
  page: string | undefined;
  /** What the user has to do before everyone reaches the app. */
  beforeProduction: string[];
}
