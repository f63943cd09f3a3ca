using System.Reflection;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Numerics;

/// <summary>docs/decisions/0006-explicit-scalars.md, held to by reading the compiled code.</summary>
public sealed class ExplicitScalarTests
{
    // TorchSharp's methods that make a scalar, themselves or by way of others.
    private static readonly Lazy<HashSet<(Module, int)>> Makers = new(FindMakers);

    [Fact]
    public void Outside_Arithmetic_nothing_lets_TorchSharp_make_a_scalar() =>
        Assert.Empty(CompiledCode.MethodsOf(typeof(Network).Assembly).Where(method => !IsArithmetic(method)).SelectMany(Made));

    [Fact]
    public void Arithmetic_makes_scalars_by_ToScalar_alone() =>
        Assert.Equal(
            [nameof(ScalarExtensionMethods.ToScalar)],
            CompiledCode.MethodsOf(typeof(Network).Assembly).Where(IsArithmetic).SelectMany(CompiledCode.CallsOf).Where(IsMaker).Select(callee => callee.Name).Distinct());

    [Fact]
    public void What_must_be_found_is_found()
    {
        var samples = CompiledCode.MethodsOf(typeof(Samples)).Where(method => method.IsStatic).ToLookup(method => Made(method).Any(), method => method.Name);

        Assert.Equal([nameof(Samples.Filled), nameof(Samples.Half), nameof(Samples.Item), nameof(Samples.NotHeld), nameof(Samples.Small), nameof(Samples.Sum)], samples[true].Order());
        Assert.Equal([nameof(Samples.Difference), nameof(Samples.HeldSum)], samples[false].Order());
    }

    private static bool IsArithmetic(MethodBase method) => method.DeclaringType!.FullName!.StartsWith(typeof(Arithmetic).FullName!, StringComparison.Ordinal);

    private static IEnumerable<string> Made(MethodBase method) =>
        CompiledCode.CallsOf(method).Where(IsMaker).Select(callee => $"{method.DeclaringType}.{method.Name} calls {callee.DeclaringType}.{callee}; use {nameof(Arithmetic)}.");

    private static bool IsMaker(MethodBase method) => Makers.Value.Contains(KeyOf(method));

    private static (Module, int) KeyOf(MethodBase method) => (method.Module, method.MetadataToken);

    private static HashSet<(Module, int)> FindMakers()
    {
        var callers = CompiledCode.MethodsOf(typeof(Scalar).Assembly).SelectMany(CompiledCode.CallsOf, (caller, callee) => (Caller: KeyOf(caller), Callee: KeyOf(callee))).ToLookup(call => call.Callee, call => call.Caller);
        var makers = new HashSet<(Module, int)>();
        var open = new Stack<(Module, int)>(typeof(Scalar).GetConstructors(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance).Select(KeyOf));
        while (open.TryPop(out var method))
        {
            if (makers.Add(method))
                foreach (var caller in callers[method])
                    open.Push(caller);
        }
        return makers;
    }

    private static class Samples
    {
        public static Tensor Half(Tensor a) => a * 0.5;

        public static Tensor Sum(Tensor a, Tensor b) => a + b;

        public static Tensor Small(Tensor a) => a <= 1;

        public static Tensor Filled() => full(1, 0.5);

        public static Tensor NotHeld(Tensor a) => a.mul(0.5.ToScalar());

        public static double Item(Tensor a) => a.ToScalar().ToDouble();

        public static Tensor HeldSum(Tensor a, Tensor b) => a.Add(b);

        public static Tensor Difference(Tensor a, Tensor b) => a - b;
    }
}
