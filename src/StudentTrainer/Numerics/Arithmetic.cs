using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Numerics;

/// <summary>
/// Sums of tensors, and what tensors do with numbers: torch's operations by their names, capitalised; with an underscore in place, as torch's.
/// </summary>
/// <remarks>
/// TorchSharp's own make a native scalar that the finalizer may free before it is read; even <c>a + b</c> makes one, its alpha of 1. Here it lives as
/// long as the call. Use nothing else, a test sees to it; docs/decisions/0006-explicit-scalars.md has the reason.
/// </remarks>
internal static class Arithmetic
{
    // Held for as long as the process runs.
    private static readonly Scalar Zero = 0.ToScalar(), One = 1.ToScalar(), Two = 2.ToScalar();

    extension(Tensor tensor)
    {
        public Tensor Add(Tensor other) => tensor.add(other, One);

        public Tensor Add_(Tensor other) => tensor.add_(other, One);

        /// <summary>Adds that multiple of the other tensor.</summary>
        public Tensor Add_(Tensor other, double alpha) => With(alpha, scalar => tensor.add_(other, scalar));

        public Tensor Add(double number) => With(number, scalar => tensor.add(scalar, One));

        /// <summary>To a tensor of integers.</summary>
        public Tensor Increment_() => tensor.add_(One, One);

        public Tensor Sub(double number) => With(number, tensor.sub);

        public Tensor Mul(double number) => With(number, tensor.mul);

        public Tensor Mul_(double number) => With(number, tensor.mul_);

        public Tensor Div(double number) => With(number, scalar => tensor.div(scalar));

        public Tensor Div_(double number) => With(number, scalar => tensor.div_(scalar));

        public Tensor Square() => tensor.pow(Two);

        public Tensor Clamp(double min, double max) => With(min, lower => With(max, upper => tensor.clamp(lower, upper)));

        public Tensor Clamp_(double min, double max) => With(min, lower => With(max, upper => tensor.clamp_(lower, upper)));

        public Tensor ClampMin(double min) => With(min, tensor.clamp_min);

        public Tensor ClampMin_(double min) => With(min, tensor.clamp_min_);

        public Tensor ClampMax_(double max) => With(max, tensor.clamp_max_);

        /// <summary>Where the tensor is at most the number.</summary>
        public Tensor Le(double number) => With(number, tensor.le);

        /// <summary>Where the tensor is at least the number.</summary>
        public Tensor Ge(double number) => With(number, tensor.ge);
    }

    /// <summary>[count] float32, all of them this number.</summary>
    public static Tensor Full(long count, double number, Device device) => With(number, scalar => full(count, scalar, ScalarType.Float32, device));

    /// <summary>[count] int64: 0, 1, 2…</summary>
    public static Tensor Positions(long count, Device device) => With(count, scalar => arange(Zero, scalar, One, ScalarType.Int64, device));

    /// <summary>What an operation makes of a number; its scalar is disposed behind it.</summary>
    internal static Tensor With(double number, Func<Scalar, Tensor> operation)
    {
        using var scalar = number.ToScalar();
        return operation(scalar);
    }
}
