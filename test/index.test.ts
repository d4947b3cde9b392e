import { fileURLToPath } from 'node:url';
import test from 'ava';
import ts from 'typescript';

const LIB = fileURLToPath(new URL('../lib/', import.meta.url));

/** The declarations of the package, as tsc wrote them, and those of its names that can be imported. */
function publicDeclarations(): { checker: ts.TypeChecker; exported: Set<ts.Symbol> } {
  const index = `${LIB}index.d.ts`;
  const program = ts.createProgram([index], {
    module: ts.ModuleKind.NodeNext,
    types: ['node'],
    strict: true,
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(index)!)!;
  const exported = checker.getExportsOfModule(module).map((each) => resolved(each, checker));
  return { checker, exported: new Set(exported) };
}

function resolved(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

const declaredHere = (symbol: ts.Symbol) =>
  symbol.declarations?.some((each) => each.getSourceFile().fileName.startsWith(LIB)) === true;

/** What a declaration refers to that is neither a parameter of it nor hidden behind `#`. */
function referred(declaration: ts.Node, checker: ts.TypeChecker): ts.Symbol[] {
  const symbols: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isTypeReferenceNode(node) ? node.typeName : undefined;
    const extended = ts.isExpressionWithTypeArguments(node) ? node.expression : name;
    const symbol = extended === undefined ? undefined : checker.getSymbolAtLocation(extended);
    if (symbol !== undefined) symbols.push(resolved(symbol, checker));
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return symbols.filter((each) => declaredHere(each) && (each.flags & ts.SymbolFlags.TypeParameter) === 0);
}

test('every type that a public signature names can be imported', (t) => {
  const { checker, exported } = publicDeclarations();
  t.true(exported.size > 40);
  const missing = new Set<string>();
  for (const symbol of exported) {
    for (const declaration of symbol.declarations ?? []) {
      for (const each of referred(declaration, checker)) {
        if (!exported.has(each)) missing.add(`${each.name} of ${symbol.name}`);
      }
    }
  }
  t.deepEqual([...missing], []);
});

test('every option that may be left out may be undefined, too', (t) => {
  const { exported } = publicDeclarations();
  const strict: string[] = [];
  for (const symbol of exported) {
    if (!symbol.name.endsWith('Options')) continue;
    for (const declaration of symbol.declarations ?? []) {
      if (!ts.isInterfaceDeclaration(declaration)) continue;
      for (const member of declaration.members) {
        if (member.questionToken !== undefined && !member.getText().includes('| undefined'))
          strict.push(`${symbol.name}.${member.name?.getText()}`);
      }
    }
  }
  t.deepEqual(strict, []);
});
