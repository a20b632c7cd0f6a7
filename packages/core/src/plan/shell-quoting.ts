/**
 * Where in a command a value stands, and how a variable is written there. Not a shell parser: it knows quotes,
 * substitutions, here-documents and the words of the current command, and refuses where it would have to guess.
 * @module
 */

/** The quoting rules of a shell. */
export type ShellDialect = 'posix' | 'pwsh';

/** Why a value cannot stand there. */
export interface RefusedPlace {
  readonly message: string;
  readonly hint: string;
}

/** Takes the pieces of a command in order. */
export interface Places {
  text(piece: string): void;
  /** Writes a reference to a variable, or says why none is safe here. */
  value(name: string): RefusedPlace | undefined;
  result(): string;
}

type Quote =
  | 'plain'
  | 'single'
  | 'double'
  | 'ansi'
  | 'arithmetic'
  | 'backtick'
  | 'parameter'
  | 'comment'
  | 'heredoc'
  | 'quoted-heredoc';

const REFUSED: Readonly<Partial<Record<Quote, string>>> = {
  single: 'single quotes',
  ansi: "a `$'…'` text",
  arithmetic: 'an arithmetic expression',
  backtick: 'backticks',
  parameter: 'a `${…}` expansion',
  'quoted-heredoc': 'a here-document whose delimiter is quoted',
};

/** Starts at the beginning of a command. */
export function createPlaces(dialect: ShellDialect): Places {
  const stack: { quote: Quote; depth: number }[] = [{ quote: 'plain', depth: 0 }];
  let out = '';
  let words: string[] = [''];
  let skip = 0; // characters of the next piece that a backslash took
  const heredocs: { delimiter: string; quote: 'heredoc' | 'quoted-heredoc'; strip: boolean }[] = [];
  let openHeredoc: (typeof heredocs)[number] | undefined;
  let line = '';

  const top = () => stack[stack.length - 1]!;
  /** Opens a place; its opening took that many characters. */
  const open = (quote: Quote, length: number): number => {
    stack.push({ quote, depth: 0 });
    return length;
  };
  const pop = () => {
    if (stack.length > 1) stack.pop();
  };
  const close = (length: number): number => {
    pop();
    return length;
  };
  const endCommand = () => {
    words = [''];
  };
  const addToWord = (text: string) => {
    words[words.length - 1] += text;
  };

  function plain(piece: string, at: number): number {
    const rest = piece.slice(at);
    const char = piece[at]!;
    if (dialect === 'posix') {
      if (rest.startsWith('$((')) return open('arithmetic', 3);
      if (rest.startsWith('$(')) {
        endCommand();
        return open('plain', 2);
      }
      if (rest.startsWith("$'")) return open('ansi', 2);
      if (rest.startsWith('${')) return open('parameter', 2);
      if (char === '`') return open('backtick', 1);
      const heredoc = /^<<(-?)[ \t]*(\\?)(['"]?)([A-Za-z_][A-Za-z0-9_]*)\3/.exec(rest);
      if (heredoc && !rest.startsWith('<<<')) {
        const quoted = heredoc[2] !== '' || heredoc[3] !== '';
        heredocs.push({
          delimiter: heredoc[4]!,
          quote: quoted ? 'quoted-heredoc' : 'heredoc',
          strip: heredoc[1] !== '',
        });
        return heredoc[0].length;
      }
      if (char === '#' && words[words.length - 1] === '') return open('comment', 1);
    } else if (char === '`') {
      return 2;
    } else if (char === '#' && words[words.length - 1] === '') {
      return open('comment', 1);
    }
    if (char === "'") return open('single', 1);
    if (char === '"') return open('double', 1);
    if (char === '(') {
      top().depth++;
      endCommand();
      return 1;
    }
    if (char === ')') {
      if (top().depth > 0) top().depth--;
      else pop();
      endCommand();
      return 1;
    }
    if (char === '\n' && heredocs.length > 0) {
      openHeredoc = heredocs.shift();
      open(openHeredoc!.quote, 0);
      line = '';
      endCommand();
      return 1;
    }
    if (/[;&|\n{}]/.test(char)) {
      endCommand();
      return 1;
    }
    if (/\s/.test(char)) {
      if (words[words.length - 1] !== '') words.push('');
      return 1;
    }
    addToWord(char);
    return 1;
  }

  function inside(piece: string, at: number): number {
    const char = piece[at]!;
    const rest = piece.slice(at);
    switch (top().quote) {
      case 'plain':
        return plain(piece, at);
      case 'single':
        if (char === "'") pop();
        else addToWord(char);
        return 1;
      case 'double':
        if (char === '"') return close(1);
        if (dialect === 'posix') {
          if (rest.startsWith('$((')) return open('arithmetic', 3);
          if (rest.startsWith('$(')) return open('plain', 2);
          if (rest.startsWith('${')) return open('parameter', 2);
          if (char === '`') return open('backtick', 1);
        } else if (rest.startsWith('$(')) return open('plain', 2);
        addToWord(char);
        return 1;
      case 'ansi':
        if (char === "'") pop();
        return 1;
      case 'arithmetic':
        if (char === '(') top().depth++;
        else if (char === ')' && top().depth > 0) top().depth--;
        else if (rest.startsWith('))')) return close(2);
        return 1;
      case 'backtick':
        if (char === '`') pop();
        return 1;
      case 'parameter':
        if (char === '}') pop();
        else if (rest.startsWith('${')) return open('parameter', 2);
        return 1;
      case 'comment':
        if (char === '\n') {
          pop();
          return 0;
        }
        return 1;
      case 'heredoc':
      case 'quoted-heredoc': {
        if (char !== '\n') {
          line += char;
          return 1;
        }
        const text = openHeredoc!.strip ? line.replace(/^\t+/, '') : line;
        line = '';
        if (text === openHeredoc!.delimiter) {
          pop();
          openHeredoc = heredocs.shift();
          if (openHeredoc) open(openHeredoc.quote, 0);
        }
        return 1;
      }
    }
  }

  return {
    text(piece) {
      let at = skip;
      skip = 0;
      while (at < piece.length) {
        const { quote } = top();
        const escapes = quote !== 'single' && quote !== 'comment' && quote !== 'quoted-heredoc';
        if (dialect === 'posix' && escapes && piece[at] === '\\') {
          if (piece[at + 1] !== '\n') addToWord(piece[at + 1] ?? '');
          at += 2;
        } else {
          at += inside(piece, at);
        }
      }
      skip = at - piece.length;
      out += piece;
    },
    value(name) {
      const { quote } = top();
      const refused = REFUSED[quote];
      if (refused !== undefined) return place(refused);
      if (skip > 0) return place('a backslash');
      const interpreter =
        quote === 'comment' || quote === 'heredoc' ? undefined : nestedInterpreter(words);
      if (interpreter !== undefined) {
        return {
          message: `A value stands in the program text of \`${interpreter}\`.`,
          hint: 'Pass it as an argument after the program, or set it in `env` and read the variable there.',
        };
      }
      out += reference(name, quote, dialect);
      addToWord('x');
      return undefined;
    },
    result: () => out,
  };
}

function place(where: string): RefusedPlace {
  return {
    message: `A value stands in ${where}, where no shell variable can hold it safely.`,
    hint: 'Put it outside the quotes or in double quotes, or set it in `env` and use the variable.',
  };
}

function reference(name: string, quote: Quote, dialect: ShellDialect): string {
  if (dialect === 'pwsh') return `\${env:${name}}`;
  return quote === 'double' || quote === 'heredoc' ? `\${${name}}` : `"$${name}"`;
}

const INTERPRETERS: Readonly<Record<string, RegExp>> = {
  sh: /^-\w*c$/,
  bash: /^-\w*c$/,
  dash: /^-\w*c$/,
  zsh: /^-\w*c$/,
  ksh: /^-\w*c$/,
  su: /^-\w*c$/,
  python: /^-\w*c$/,
  python3: /^-\w*c$/,
  node: /^(-[ep]+|--eval|--print)$/,
  bun: /^(-[ep]|--eval|--print)$/,
  perl: /^-\w*[eE]$/,
  ruby: /^-\w*e$/,
  php: /^-r$/,
  pwsh: /^-(c|command)$/i,
  cmd: /^\/c$/i,
};

/** The program whose source text the current word is. */
function nestedInterpreter(words: readonly string[]): string | undefined {
  const known = words.slice(0, -1).map((word) => word.replace(/^.*\//, ''));
  const last = known[known.length - 1];
  if (known.includes('eval')) return 'eval';
  if (known.includes('ssh') && known.length >= 2) return 'ssh';
  for (const word of known) {
    if (last !== undefined && INTERPRETERS[word]?.test(last)) return word;
  }
  return undefined;
}
