using System.Runtime.InteropServices;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Tests.Retention;

public sealed class DependentHandlesTests
{
    private const ulong Segment = 0x7000_0001_0000;
    private const int BlockBytes = 512;
    private const ulong First = 0x1000;
    private const ulong Second = 0x2000;

    private readonly Dictionary<ulong, ulong> _words = [];

    [Fact]
    public void TheSecondObjectIsReadWhereTheHandleKeepsItWhereverItMoves()
    {
        const ulong Handle = Segment + 3 * BlockBytes + 8;
        const ulong Place = Segment + 17 * BlockBytes + 8;
        (_words[Handle], _words[Place], _words[Place + 8]) = (First, Second, Second);
        var handles = Learn(Handle);

        Assert.Equal(Second, handles.Held(Handle, First));
        (_words[Handle], _words[Place]) = (First + 64, Second + 64);
        Assert.Equal(Second + 64, handles.Held(Handle, First + 64));
    }

    [Fact]
    public void AHandleOfAnotherFirstObjectHoldsNothingOfThisOne()
    {
        const ulong Handle = Segment + 8;
        (_words[Handle], _words[Handle + BlockBytes]) = (First, Second);
        var handles = Learn(Handle);

        _words[Handle] = First + 8;

        Assert.Equal(0UL, handles.Held(Handle, First));
    }

    [Fact]
    public void AWordThatCannotBeToldFromAnotherIsNotBelieved()
    {
        const ulong Handle = Segment + 8;
        (_words[Handle], _words[Handle + BlockBytes], _words[Handle + 2 * BlockBytes]) = (First, Second, Second);

        Assert.False(Learn(Handle).Knows(Handle));
    }

    [Fact]
    public void WhatHasMovedBetweenListingAndReadingIsNotKnown()
    {
        const ulong Handle = Segment + 8;
        (_words[Handle], _words[Handle + BlockBytes]) = (First, Second + 8);

        Assert.False(Learn(Handle).Knows(Handle));
    }

    private DependentHandles Learn(ulong handle)
    {
        var handles = new DependentHandles(Read);
        handles.Learn([new HandleSlot(handle, RootKind.DependentHandle, First, Second)]);
        return handles;
    }

    /// <summary>Of the segment no more than its first half can be read.</summary>
    private int Read(ulong address, Span<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes)[..(int)Math.Min((ulong)bytes.Length / 8, (Segment + 0x8000 - address) / 8)];
        for (var i = 0; i < words.Length; i++) words[i] = _words.GetValueOrDefault(address + 8 * (ulong)i);
        return 8 * words.Length;
    }
}
