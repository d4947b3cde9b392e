import ts from 'typescript';

/** How many arguments come before the offset. */
const BEFORE_OFFSET: Readonly<Record<string, number>> = { load: 1, store: 2 };

/** The loads and stores of a kernel's source whose offset is a bare number: `load<u32>(node, 8)`. */
export function bareOffsets(source: string): string[] {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2023);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const before = BEFORE_OFFSET[node.expression.text];
      const offset = before === undefined ? undefined : node.arguments[before];
      if (offset !== undefined && ts.isNumericLiteral(offset)) found.push(node.getText(file));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
