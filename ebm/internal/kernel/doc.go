// Package kernel holds the numeric kernels of ebm: matrix products, sigmoids
// with Bernoulli draws and slopes, softplus sums, dropout, parameter updates,
// scaling and dot products, and a counter-based generator. It knows matrices and
// keys, no models.
//
// A kernel is written in Go and, for AVX2, AVX-512 and in part NEON, in assembly
// that the program in gen writes. The best that the processor has is chosen when
// the process starts; the environment variable EBM_KERNEL names another.
//
// Every routine gives the same bits for any GOMAXPROCS: work is split over
// outputs, never over a summed index, into pieces that depend on shapes alone or
// whose number does not matter. All vector instructions give the same bits too;
// the portable ones may differ in the last.
package kernel
