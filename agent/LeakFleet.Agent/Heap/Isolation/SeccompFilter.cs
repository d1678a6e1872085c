using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>
/// A program for the kernel's classic BPF machine that lets the allowed system calls through and answers "not permitted" to all others.
/// Layout of its input, <c>struct seccomp_data</c>: number u32 at 0, architecture u32 at 4, six arguments u64 from 16.
/// </summary>
internal static class SeccompFilter
{
    private const uint ArchitectureX64 = 0xC000_003E;

    private const uint Allow = 0x7fff_0000;
    private const uint NotPermitted = 0x0005_0000 | 1;
    private const uint AskGuard = 0x7fc0_0000;
    private const uint KillProcess = 0x8000_0000;

    private const ushort LoadWord = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfGreater = 0x25;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort Return = 0x06;

    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint ArgumentsOffset = 16;

    private const uint Open = 2;
    private const uint OpenAt = 257;

    /// <summary>O_RDONLY and O_CLOEXEC: as the loader opens a library.</summary>
    private const uint LoaderFlags = 0x80000;

    // Numbers mean other calls on another architecture. Those of x32 differ from x86-64's by a high bit, so they are among "all others".
    private static IEnumerable<Instruction> Start =>
    [
        new(LoadWord, 0, 0, ArchitectureOffset),
        new(JumpIfEqual, 1, 0, ArchitectureX64),
        new(Return, 0, 0, KillProcess),
        new(LoadWord, 0, 0, NumberOffset),
    ];

    /// <summary>Leaves the openings of libraries to a guard, refuses all others, and lets every other call through: for another filter to decide.</summary>
    public static Instruction[] ForGuard() =>
    [
        .. Start,
        new(JumpIfEqual, 5, 0, Open),
        new(JumpIfEqual, 0, 3, OpenAt),
        new(LoadWord, 0, 0, ArgumentsOffset + 8 * 2),
        new(JumpIfEqual, 0, 2, LoaderFlags),
        new(Return, 0, 0, AskGuard),
        Pass,
        Refuse,
    ];

    public static Instruction[] Build(IEnumerable<SystemCall> allowed)
    {
        var program = new List<Instruction>(Start);
        foreach (var call in allowed)
        {
            var body = Body(call);
            program.Add(new(JumpIfEqual, 0, (byte)body.Length, call.Number));
            program.AddRange(body);
        }
        program.Add(new(Return, 0, 0, NotPermitted));
        return [.. program];
    }

    /// <summary>Ends with a verdict on every way: the number is no longer at hand for the next comparison.</summary>
    private static Instruction[] Body(SystemCall call)
    {
        var low = ArgumentsOffset + 8 * (uint)call.Argument;
        return call.Condition switch
        {
            ArgumentCondition.HasNoneOf => [new(LoadWord, 0, 0, low), new(JumpIfAnyBit, 0, 1, call.Value), Refuse, Pass],
            ArgumentCondition.IsAtMost => [new(LoadWord, 0, 0, low), new(JumpIfGreater, 0, 1, call.Value), Refuse, Pass],
            ArgumentCondition.Is =>
            [
                new(LoadWord, 0, 0, low), new(JumpIfEqual, 0, 2, call.Value),
                new(LoadWord, 0, 0, low + 4), new(JumpIfEqual, 1, 0, 0), Refuse, Pass,
            ],
            _ => [Pass],
        };
    }

    private static Instruction Pass => new(Return, 0, 0, Allow);

    private static Instruction Refuse => new(Return, 0, 0, NotPermitted);

    /// <summary><c>struct sock_filter</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct Program
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
