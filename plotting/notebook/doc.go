// Package notebook shows figures, text and live training in a cell of a GoNB notebook.
//
//	notebook.Check(notebook.Show(plotting.Filters(rbm.Weights, plotting.Tiles{Height: 28, Width: 28})))
//	result, err := ebm.Train(notebook.Context(), cd, train, ebm.Settings{Recorder: notebook.NewMonitor(notebook.MonitorSettings{})}, rng)
//	notebook.Check(err) // an interrupted training goes on here
//	notebook.Check(ebm.Save("digits.safetensors", rbm))
//
// Anneals and Ladder turn results of package ebm into what package plotting draws; the two do not know each other.
//
// The same program runs without a notebook. Show then prints text on standard output, and one line for a picture;
// Monitor prints lines in a terminal and is quiet otherwise.
//
// # What arrives, and in which order
//
// The package speaks the display protocol of the GoNB kernel (github.com/janpfeifer/gonb) itself, so that a cell does
// not build the kernel's own dependencies. Show and Monitor return when the kernel has confirmed that it read
// everything: nothing is lost if the program then calls os.Exit. They never wait longer than half a minute; an error
// that wraps ErrKernel is the answer then, and at once for the rest of the process.
//
// Displays appear in the order of the calls. Standard output reaches the kernel another way, so the order between
// what fmt.Println prints and what Show shows is not certain: in one cell, use either, or Show for both.
//
// A process displays with one library only: the kernel stops listening when a second stream begins. Use this package
// or gonbui in a cell, not both; the error wraps ErrOtherLibrary.
package notebook
