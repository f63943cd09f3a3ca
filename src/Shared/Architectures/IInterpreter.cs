namespace Rrm.Architectures;

/// <summary>A meaning for each kind of layer; a residual block is the sum of its two runs.</summary>
public interface IInterpreter<TValue>
{
    TValue Convolution(Convolution layer, TValue input);
    TValue BatchNorm(BatchNorm layer, TValue input);
    TValue ReLU(TValue input);
    TValue MaxPool(MaxPool layer, TValue input);
    TValue AdaptiveAveragePool(AdaptiveAveragePool layer, TValue input);
    TValue Flatten(TValue input);
    TValue Linear(Linear layer, TValue input);
    TValue Dropout(Dropout layer, TValue input);
    TValue Add(TValue body, TValue shortcut);
}
