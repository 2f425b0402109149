package ebm

// NewSoftmaxClassifier returns a [Classifier] without hidden stages, which is
// multinomial logistic regression, with parameters 0:
//
//	p(c|v) = exp(a_c)/Σ_k exp(a_k), a = vW + b, W inputs×classes
//
// It is what a stack of RBMs under a softmax layer has to be better than. It takes
// all finite numbers as data. With WeightDecay λ > 0 and an Optimizer that adds it
// to the gradient, as SGD does, [Classifier.FineTune] descends
//
//	mean of -log p(label|v) + λ/2·Σ W²
//
// which is convex and has one lowest point. Programs that weigh the sum of the n
// losses with C against Σ W²/2 have it for λ = 1/(nC). It panics if inputs is below
// one or there are fewer than two classes.
func NewSoftmaxClassifier(inputs, classes int) *Classifier {
	if inputs < 1 {
		panic(badSize)
	}
	if classes < 2 {
		panic(fewClasses)
	}
	return &Classifier{
		Stages:  []Stage{{Weights: NewMatrix(inputs, classes), Layer: NewPotts(1, classes)}},
		visible: NewGaussian(inputs),
	}
}
