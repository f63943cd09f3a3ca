using System.Text.Json.Serialization;

namespace Rrm.StudentTrainer.Numerics;

/// <summary>What convolutions and matrix products compute in. Parameters, batch norm and losses are float32 in every case.</summary>
public enum Precision
{
    /// <summary>Everything in float32.</summary>
    [JsonStringEnumMemberName("fp32")]
    Float32,

    /// <summary>Products in bfloat16: float32's range with 8 bits of mantissa, so no loss scaling is needed.</summary>
    [JsonStringEnumMemberName("bf16")]
    BFloat16,

    /// <summary>Products in half precision: 11 bits of mantissa and a small range, so the loss is scaled (<see cref="LossScaler"/>).</summary>
    [JsonStringEnumMemberName("fp16")]
    Float16,
}
