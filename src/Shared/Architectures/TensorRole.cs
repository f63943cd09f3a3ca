namespace Rrm.Architectures;

/// <summary>What a tensor of the state_dict is for; decides its initial value and whether training changes it.</summary>
public enum TensorRole
{
    Weight,
    Bias,
    Scale,
    Shift,
    RunningMean,
    RunningVariance,
    BatchesTracked,
}
