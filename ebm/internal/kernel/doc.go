// Package kernel holds the numeric kernels of ebm: matrix products, sigmoids
// with Bernoulli draws, softplus sums, parameter updates and a counter-based
// generator. It knows matrices and keys, no models.
//
// Every routine gives the same bits for any GOMAXPROCS: work is split over
// outputs, never over a summed index, into pieces that depend on shapes alone.
package kernel
