import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** Where the test of a file of lib/ or bin/ is: `lib/a/b.ts` has `test/a/b.test.ts`, `bin/c.ts` has `test/bin/c.test.ts`. */
export function testOf(file: string): string {
  return `test/${file.replace(/^lib\//, '').replace(/\.ts$/, '.test.ts')}`;
}

/**
 * Whether a file should have a test. One of types alone need not; nor one of constants alone, which has nothing to call, and
 * whose users break if they are wrong.
 */
export function needsTest(file: string): boolean {
  return exportsBehaviour(readFileSync(file, 'utf8'));
}

/** Whether TypeScript source exports anything once it is compiled, and is more than constants. */
export function exportsBehaviour(source: string): boolean {
  const { statements } = ts.createSourceFile('module.ts', source, ts.ScriptTarget.ES2023);
  return statements.some(isExport) && !statements.every((statement) => isConstant(statement));
}

function isExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement)) {
    const { exportClause, isTypeOnly } = statement;
    if (isTypeOnly) return false;
    if (exportClause === undefined || ts.isNamespaceExport(exportClause)) return true;
    return exportClause.elements.some((element) => !element.isTypeOnly);
  }
  return !isType(statement) && has(statement, ts.SyntaxKind.ExportKeyword);
}

function isType(statement: ts.Statement): boolean {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return true;
  return has(statement, ts.SyntaxKind.DeclareKeyword);
}

/** Whether it is a type, an import, or a declaration of values that are written out. */
function isConstant(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement) || isType(statement)) return true;
  return ts.isVariableStatement(statement) && !computes(statement);
}

function computes(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return !ts.isTypeNode(node);
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return true;
  return ts.forEachChild(node, computes) ?? false;
}

function has(statement: ts.Statement, kind: ts.SyntaxKind): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some((modifier) => modifier.kind === kind) ?? false;
}
