/** What a shell needs to complete `sluice`: each script asks `sluice` itself, which answers from what it knows. @module */

/** The hidden command that the scripts call: the shell, then the words up to the one that is completed. */
export const COMPLETE = '__complete';

/** The shells there are scripts for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
/** A shell. */
export type Shell = (typeof SHELLS)[number];

/** The scripts. Where `sluice` knows nothing, files are completed. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_sluice() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(sluice ${COMPLETE} bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _sluice sluice
`,
  zsh: `#compdef sluice
_sluice() {
  local -a found
  found=("\${(@f)$(sluice ${COMPLETE} zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n $found ]]; then _describe sluice found; else _files; fi
}
compdef _sluice sluice
`,
  fish: `function __sluice_complete
  set -l words (commandline -opc)
  sluice ${COMPLETE} fish $words[2..] (commandline -ct) 2>/dev/null
end
complete -c sluice -a '(__sluice_complete)'
`,
};
