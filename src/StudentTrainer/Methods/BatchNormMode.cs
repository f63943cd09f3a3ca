namespace Rrm.StudentTrainer.Methods;

/// <summary>What batch norm normalises by while training examples are made.</summary>
public enum BatchNormMode
{
    /// <summary>The batch's own statistics, as in the update; the running averages move with every forward pass. Dropout drops.</summary>
    Train,

    /// <summary>The running averages, which stay as they are: the network that will be judged.</summary>
    Eval,
}
