// Package gonbexec runs the code cells of notebooks that are written for GoNB, the Go kernel for Jupyter, with the Go
// toolchain alone.
//
// A cell is what it is in GoNB: the lines that begin with % or ! run first, then the rest is a program of its own,
// made of the declarations of the cell and of all cells before it; declarations are kept, values are not. What
// tutorials use is here: %% and %main, %exec, %args, %env, %cd, %test, %goflags, %autoget, %noautoget, %capture,
// %list, %rm, %reset, %goworkfix, %help, %version, %%writefile, %%bash, %%sh, %%script, ! and !*, functions init_x,
// displays and their updates by id.
//
// It is stricter than GoNB where a notebook would go wrong in silence: a command that fails or is not known fails its
// cell, and so do a second %%, a name declared twice in a cell, imports and methods of which GoNB would keep only one,
// and an import that cannot be found. Programs read an empty standard input and have limited time and output.
//
// Three things differ on purpose. A cell of functions, types and constants is compiled but not run, since nothing in
// it runs. A package that a cell imports is linked by that cell even if unused. And when a command or program ends,
// so does what it left running in its process group.
package gonbexec
