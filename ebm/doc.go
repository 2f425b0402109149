// Package ebm trains and examines energy-based models: a model gives each
// configuration an energy, and the lower the energy the more probable it is,
//
//	p(v) = exp(-F(v)) / Z,  Z = Σ_v exp(-F(v))
//
// # A first model
//
// [NewBernoulliRBM] makes a restricted Boltzmann machine, [Train] fits it by
// descending an [Objective] such as [NewCD], [Save] and [Load] keep it.
//
// # Notation
//
//	v, h   visible and hidden units                        1×D, 1×M
//	W      weights, W_ij couples v_i and h_j               D×M
//	a, b   visible and hidden biases                       D, M
//	E      energy E(v,h)                                   nats
//	F      free energy F(v) = -log Σ_h exp(-E(v,h))        nats
//	Z      partition function, log Z in nats
//	σ      σ(x) = 1/(1+e^-x)
//	θ      all parameters
//	ε      learning rate
//	B      rows of a batch: one state per row              B×D, B×M
//
// docs/notation.md says the same at more length.
//
// # Conventions
//
// Parameters and batches are float32; energies, log Z, likelihoods and metrics
// are float64 sums in nats. Output arguments come first and are provided by the
// caller. Whoever draws takes rng last: the same seed gives the same bits for
// any GOMAXPROCS. A caller's bug, such as a wrong shape, panics with a text that
// begins "ebm: "; what the world does is an error that wraps one of the Err
// variables.
//
// # Bibliography
//
// Ackley, Hinton, Sejnowski (1985), "A learning algorithm for Boltzmann
// machines", Cognitive Science 9, 147-169.
//
// Smolensky (1986), "Information processing in dynamical systems: foundations
// of harmony theory", in: Parallel Distributed Processing, vol. 1.
//
// Hinton (2002), "Training products of experts by minimizing contrastive
// divergence", Neural Computation 14, 1771-1800.
//
// Tieleman (2008), "Training restricted Boltzmann machines using approximations
// to the likelihood gradient", ICML.
//
// Hinton (2010), "A practical guide to training restricted Boltzmann machines",
// UTML TR 2010-003, University of Toronto.
//
// Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2,
// 3", SC'11.
//
// Sutskever, Martens, Dahl, Hinton (2013), "On the importance of initialization
// and momentum in deep learning", ICML.
//
// Kingma, Ba (2015), "Adam: a method for stochastic optimization", ICLR.
//
// Melchior, Fischer, Wiskott (2016), "How to center deep Boltzmann machines",
// JMLR 17(99), 1-61.
//
// Loshchilov, Hutter (2019), "Decoupled weight decay regularization", ICLR.
package ebm
