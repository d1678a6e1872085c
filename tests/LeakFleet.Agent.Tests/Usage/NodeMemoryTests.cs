using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Usage;

namespace LeakFleet.Agent.Tests.Usage;

public sealed class NodeMemoryTests
{
    [Fact]
    public void TotalAndAvailableAreTakenInBytes() => Assert.Equal(
        new NodeMemory(8_000_000L * 1024, 3_000_000L * 1024),
        NodeMemory.Parse("MemTotal:        8000000 kB\nMemFree:          100000 kB\nMemAvailable:    3000000 kB\nBuffers: 1 kB"u8));

    [Fact]
    public void WhatAnOldKernelDoesNotTellIsUnknown() => Assert.Equal(new NodeMemory(1024, -1), NodeMemory.Parse("MemTotal: 1 kB\n"u8));

    [Theory]
    [InlineData("")]
    [InlineData("MemTotal:\nMemAvailable: many kB\n")]
    [InlineData("MemTotal: -5 kB\nMemAvailable: 99999999999999999999999 kB")]
    public void NonsenseIsUnknown(string text) => Assert.Equal(new NodeMemory(-1, -1), NodeMemory.Parse(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void ThisMachineHasMoreThanItCanGiveOut()
    {
        var memory = NodeMemory.Read(new ProcTree());
        Assert.InRange(memory.AvailableBytes, 1, memory.TotalBytes);
    }
}
