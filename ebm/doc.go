// Package ebm trains and examines energy-based models: a model gives each
// configuration an energy, and the lower the energy the more probable it is,
//
//	p(v) = exp(-F(v)) / Z,  Z = Σ_v exp(-F(v))
//
// # A first model
//
// [NewBernoulliRBM] makes a restricted Boltzmann machine, [Train] fits it by
// descending an [Objective] such as [NewCD], [Save] and [Load] keep it. [LogZ]
// and [NewLikelihood] say how good it is, [Diagnose] what is wrong with it.
//
// A [DBN] is a stack of them, which [DBN.Pretrain] trains level by level. Unrolled
// into a network it becomes a [Classifier], a [Regressor] or an [Autoencoder],
// which FineTune trains by backpropagation; with generative weights of its own, and
// with labels, it is an [UpDown]. [DBNBound] says how good a stack is as a model of
// the data.
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
// Pearson (1901), "On lines and planes of closest fit to systems of points in
// space", Philosophical Magazine 2.
//
// Hotelling (1933), "Analysis of a complex of statistical variables into
// principal components", Journal of Educational Psychology 24.
//
// Metropolis, Rosenbluth, Rosenbluth, Teller, Teller (1953), "Equation of state
// calculations by fast computing machines", Journal of Chemical Physics 21.
//
// Besag (1975), "Statistical analysis of non-lattice data", The Statistician 24.
//
// Bennett (1976), "Efficient estimation of free energy differences from Monte
// Carlo data", Journal of Computational Physics 22.
//
// Dempster, Laird, Rubin (1977), "Maximum likelihood from incomplete data via
// the EM algorithm", Journal of the Royal Statistical Society B 39.
//
// Ackley, Hinton, Sejnowski (1985), "A learning algorithm for Boltzmann
// machines", Cognitive Science 9, 147-169.
//
// Rumelhart, Hinton, Williams (1986), "Learning representations by
// back-propagating errors", Nature 323.
//
// Smolensky (1986), "Information processing in dynamical systems: foundations
// of harmony theory", in: Parallel Distributed Processing, vol. 1.
//
// Swendsen, Wang (1986), "Replica Monte Carlo simulation of spin glasses",
// Physical Review Letters 57.
//
// Baldi, Hornik (1989), "Neural networks and principal component analysis:
// learning from examples without local minima", Neural Networks 2.
//
// Sokal (1997), "Monte Carlo methods in statistical mechanics: foundations and
// new algorithms", in: Functional Integration.
//
// Neal (2001), "Annealed importance sampling", Statistics and Computing 11.
//
// Hinton (2002), "Training products of experts by minimizing contrastive
// divergence", Neural Computation 14, 1771-1800.
//
// Hinton, Osindero, Teh (2006), "A fast learning algorithm for deep belief
// nets", Neural Computation 18.
//
// Hinton, Salakhutdinov (2006), "Reducing the dimensionality of data with neural
// networks", Science 313.
//
// Tieleman (2008), "Training restricted Boltzmann machines using approximations
// to the likelihood gradient", ICML.
//
// Salakhutdinov, Murray (2008), "On the quantitative analysis of deep belief
// networks", ICML.
//
// Vincent, Larochelle, Bengio, Manzagol (2008), "Extracting and composing robust
// features with denoising autoencoders", ICML.
//
// Erhan, Bengio, Courville, Vincent (2009), "Visualizing higher-layer features
// of a deep network", technical report 1341, University of Montreal.
//
// Desjardins, Courville, Bengio, Vincent, Delalleau (2010), "Tempered Markov
// chain Monte Carlo for training of restricted Boltzmann machines", AISTATS.
//
// Glorot, Bengio (2010), "Understanding the difficulty of training deep
// feedforward neural networks", AISTATS.
//
// Hinton (2010), "A practical guide to training restricted Boltzmann machines",
// UTML TR 2010-003, University of Toronto.
//
// Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2,
// 3", SC'11.
//
// Sivak, Crooks (2012), "Thermodynamic metrics and optimal paths", Physical
// Review Letters 108.
//
// Sutskever, Martens, Dahl, Hinton (2013), "On the importance of initialization
// and momentum in deep learning", ICML.
//
// Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov (2014), "Dropout: a
// simple way to prevent neural networks from overfitting", JMLR 15.
//
// Kingma, Ba (2015), "Adam: a method for stochastic optimization", ICLR.
//
// Burda, Grosse, Salakhutdinov (2015), "Accurate and conservative estimates of
// MRF log-likelihood using reverse annealing", AISTATS.
//
// Burda, Grosse, Salakhutdinov (2016), "Importance weighted autoencoders", ICLR.
//
// Melchior, Fischer, Wiskott (2016), "How to center deep Boltzmann machines",
// JMLR 17(99), 1-61.
//
// Loshchilov, Hutter (2019), "Decoupled weight decay regularization", ICLR.
//
// Vehtari, Gelman, Simpson, Carpenter, Bürkner (2021), "Rank-normalization,
// folding, and localization: an improved R̂", Bayesian Analysis 16.
package ebm
