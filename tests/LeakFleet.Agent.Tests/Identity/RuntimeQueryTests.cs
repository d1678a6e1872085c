using System.Buffers.Binary;
using System.Text;
using LeakFleet.Agent.Identity;

namespace LeakFleet.Agent.Tests.Identity;

public sealed class RuntimeQueryTests
{
    [Fact]
    public void AnAnswerIsRead()
    {
        Assert.True(RuntimeQuery.TryParse(Payload("dotnet a.dll", "Linux", "x64", "Shop", "10.0.12+abcdef"), out var info));
        Assert.Equal(new RuntimeInfo("Shop", "10.0.12"), info);
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        var payload = Payload("dotnet a.dll", "Linux", "x64", "Shop", "10.0.12");
        for (var length = 0; length < payload.Length; length++) Assert.False(RuntimeQuery.TryParse(payload.AsSpan(0, length), out _));
    }

    [Fact]
    public void AHugeStringLengthIsRefused()
    {
        var payload = Payload("x", "Linux", "x64", "Shop", "10.0.12");
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(24), uint.MaxValue);
        Assert.False(RuntimeQuery.TryParse(payload, out _));
    }

    private static byte[] Payload(params string[] strings)
    {
        using var payload = new MemoryStream();
        payload.Write(new byte[24]);
        foreach (var text in strings)
        {
            payload.Write(BitConverter.GetBytes(text.Length + 1));
            payload.Write(Encoding.Unicode.GetBytes(text + "\0"));
        }
        return payload.ToArray();
    }
}
