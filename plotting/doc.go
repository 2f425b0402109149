// Package plotting draws the pictures that a text on energy-based models needs, as values.
//
// Every function takes plain data (a mat.Matrix, a plotter.XYer, a func, slices), copies what it needs, checks it
// and returns a *Figure, which turns itself into PNG, SVG, HTML or a file. Nothing is drawn on a screen and nothing
// in here knows of notebooks; package plotting/notebook shows figures there.
//
//	Filters, Samples, Reconstructions   tiles: columns of weights, rows of states, pairs
//	Strips, Comparison, FilterLevels    states over steps; several reconstructions with errors; what deep units see
//	Landscape, Field                    an energy over the plane, with contours and a path of samples; gradients
//	Curves, Histogram, Bars, Dots       numbers over an axis; Axes adds titles, labels, ranges
//	Repeated, RepeatedGroup             experiments with several seeds: means, intervals and the values themselves
//	Annealing, Sandwich                 log weights along the temperatures; estimates of log Z that close in
//	Traces, Autocorrelation, SwapRates  whether chains mix
//	FreeEnergies                        of data, samples and noise
//	Panels                              curves in small pictures, such as the levels of a stack
//	Codes, TSNE                         points of the plane in the colours of their labels; t-SNE with all pairs
//	Confusion                           which class is taken for which
//	Network                             the units and couplings of a small model
//	Beside, FromPlot                    several figures in one; whatever else gonum/plot draws
//
// # Colours
//
// Two palettes carry meaning. Diverging is for weights: zero is neutral, blue is negative, red is positive, the same
// distance from zero has the same lightness. Sequential is for probabilities and energies: dark is probable, so a
// unit that is on is dark, and so is a valley of low energy. All tiles of a figure share one scale (in FilterLevels
// those of a level), and a colour bar states it. Qualitative colours tell series apart. All three stay distinct for the common colour-blindnesses.
//
// # Sizes
//
// Lengths are pixels at notebook width, 760. The same input gives the same bytes, and PNG files are small
// (paletted, best compression), so that a notebook can be committed with its outputs.
//
// # Errors
//
// Bad data (no rows, NaN, a size that does not match) is an error that says where and what to do about it.
// Drawing itself does not fail on data: whatever a constructor accepted can be drawn.
package plotting
