import { isNode, literalOf, nameOf, nodesWithin, type SyntaxNode } from './syntax.js';

/** An import, in whichever way it is written. */
export interface ImportFact {
  /** What is imported, as it is written. */
  from: string;
  /** The names in the other module, with those that they have here; none for `import()`. */
  names: ReadonlyMap<string, string>;
  isTypeOnly: boolean;
}

/** What the checks want to know of a file. */
export interface ModuleFacts {
  imports: ImportFact[];
  /** Exported names; `*` for all of another module. */
  exports: Set<string>;
  /** Exported constants with literal values. */
  values: Map<string, unknown>;
  /** Names of what is called, of a method its last name; and those that `export { a as b }` hands on. */
  calls: Set<string>;
  /** Literal values of the fields of objects, by name. */
  fields: Map<string, unknown>;
  strings: Set<string>;
}

/** Collects them out of a syntax tree. */
export function factsOf(program: SyntaxNode): ModuleFacts {
  const facts: ModuleFacts = {
    imports: [],
    exports: new Set(),
    values: new Map(),
    calls: new Set(),
    fields: new Map(),
    strings: new Set(),
  };
  for (const node of nodesWithin(program)) collectors[node.type]?.(node, facts);
  return facts;
}

type Collector = (node: SyntaxNode, facts: ModuleFacts) => void;

const collectors: Readonly<Record<string, Collector>> = {
  ImportDeclaration: collectImport,
  ExportNamedDeclaration: collectExport,
  ExportDefaultDeclaration: (_node, { exports }) => exports.add('default'),
  ExportAllDeclaration(node, { imports, exports }) {
    exports.add(nameOf(node.exported) ?? '*');
    addImport(imports, node, new Map([['*', '*']]));
  },
  ImportExpression: (node, { imports }) => addImport(imports, node, new Map()),
  CallExpression: collectCall,
  Literal(node, { strings }) {
    if (typeof node.value === 'string') strings.add(node.value);
  },
  Property(node, { fields }) {
    const name = nameOf(node.key);
    const value = literalOf(node.value);
    if (name !== undefined && value !== undefined && !fields.has(name)) fields.set(name, value);
  },
};

function addImport(
  imports: ImportFact[],
  node: SyntaxNode,
  names: ReadonlyMap<string, string>,
): void {
  const from = literalOf(node.source);
  const isTypeOnly = node.importKind === 'type' || node.exportKind === 'type';
  if (typeof from === 'string') imports.push({ from, names, isTypeOnly });
}

function collectImport(node: SyntaxNode, { imports }: ModuleFacts): void {
  const names = (node.specifiers as SyntaxNode[]).map((each): [string, string] => {
    const here = nameOf(each.local) ?? '';
    return [each.type === 'ImportSpecifier' ? (nameOf(each.imported) ?? here) : '*', here];
  });
  addImport(imports, node, new Map(names));
}

function collectExport(node: SyntaxNode, facts: ModuleFacts): void {
  const { imports, exports, values, calls } = facts;
  const names = (node.specifiers as SyntaxNode[]).map((each): [string, string] => {
    const exported = nameOf(each.exported) ?? '';
    exports.add(exported);
    return [nameOf(each.local) ?? '', exported];
  });
  if (isNode(node.source)) addImport(imports, node, new Map(names));
  else for (const [local] of names) calls.add(local);
  if (!isNode(node.declaration)) return;
  const { id, declarations } = node.declaration;
  const own = nameOf(id);
  if (own !== undefined) exports.add(own);
  for (const each of (declarations as SyntaxNode[] | undefined) ?? []) {
    for (const name of namesOf(each.id)) exports.add(name);
    const name = nameOf(each.id);
    if (name !== undefined) values.set(name, literalOf(each.init));
  }
}

/** The names of a declaration: `a`, or those of `{ a, b: c }`. */
function namesOf(pattern: unknown): string[] {
  const name = nameOf(pattern);
  if (name !== undefined) return [name];
  if (!isNode(pattern) || pattern.type !== 'ObjectPattern') return [];
  return (pattern.properties as SyntaxNode[]).flatMap((each) => namesOf(each.value));
}

function collectCall(node: SyntaxNode, { imports, calls }: ModuleFacts): void {
  const callee = node.callee as SyntaxNode;
  const name = nameOf(callee.type === 'MemberExpression' ? callee.property : callee);
  if (name === undefined) return;
  calls.add(name);
  if (name !== 'require') return;
  const [source] = node.arguments as SyntaxNode[];
  addImport(imports, { type: 'require', source }, new Map());
}
