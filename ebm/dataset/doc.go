// Package dataset holds the data that models of package ebm are tried on: [MNIST],
// the 8×8 [Digits] and [BarsAndStripes], and reads files in the IDX format.
//
// Images are kept as bytes in a [Set], which is an ebm.Source, and turn into
// numbers from 0 to 1 when they are gathered. Binary units need binary data, and
// how grey values become binary decides what a likelihood means: MNIST
// thresholded at 0.5 scores many nats above MNIST with pixels drawn from their
// grey values. So a Set knows its [Convention] and prints it; quote it with
// every number.
//
// A caller's bug panics with a constant text that begins "dataset: ".
package dataset
