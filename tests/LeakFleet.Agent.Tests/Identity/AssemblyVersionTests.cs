using LeakFleet.Agent.Identity;

namespace LeakFleet.Agent.Tests.Identity;

public sealed class AssemblyVersionTests
{
    private static readonly byte[] Assembly = File.ReadAllBytes(typeof(AssemblyVersionTests).Assembly.Location);

    [Fact]
    public void AnAssemblyTellsItsInformationalVersion() => Assert.Equal("0.1.0", AssemblyVersion.Read(new MemoryStream(Assembly)));

    [Fact]
    public void ATextIsNoAssembly() => Assert.Equal("", AssemblyVersion.Read(new MemoryStream("#!/bin/sh\n"u8.ToArray())));

    [Fact]
    public void ATruncatedOrDamagedAssemblyIsHarmless()
    {
        var random = new Random(20);
        for (var round = 0; round < 300; round++)
        {
            var bytes = Assembly[..random.Next(Assembly.Length)];
            for (var damage = 0; damage < 20 && bytes.Length > 0; damage++) bytes[random.Next(Math.Min(bytes.Length, 4096))] = (byte)random.Next(256);
            Assert.NotNull(AssemblyVersion.Read(new MemoryStream(bytes)));
        }
        for (var round = 0; round < 300; round++)
        {
            var bytes = (byte[])Assembly.Clone();
            for (var damage = 0; damage < 200; damage++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Assert.NotNull(AssemblyVersion.Read(new MemoryStream(bytes)));
        }
    }
}
