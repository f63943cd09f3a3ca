using Rrm.Randomness;

namespace Rrm.Shared.Tests.Randomness;

public sealed class PhiloxTests
{
    // The known answers that Random123 ships for philox4x32 with ten rounds.
    [Theory]
    [InlineData(0ul, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(ulong.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x299f31d0a4093822ul, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Known_answers_hold(ulong key, uint c0, uint c1, uint c2, uint c3, uint x0, uint x1, uint x2, uint x3) =>
        Assert.Equal((x0, x1, x2, x3), Philox.Block(key, c0, c1, c2, c3));
}
