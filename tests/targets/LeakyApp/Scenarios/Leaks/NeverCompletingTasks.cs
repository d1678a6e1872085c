namespace LeakyApp.Scenarios.Leaks;

internal sealed class NeverCompletingTasks : IScenario
{
    /// <summary>Calls without a timeout, to a partner whose replies got lost.</summary>
    private static readonly Dictionary<long, TaskCompletionSource<PaymentReply>> Outstanding = [];

    private long _number;

    public int BytesPerRequest => 32 + 104 + 1024 + 24 + 72 + 104 + 64 + 32;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
            _ = Pay(new PaymentRequest(Payload.Text("account", _number), Payload.Bytes(1000)));
    }

    private async Task<bool> Pay(PaymentRequest request)
    {
        var reply = new TaskCompletionSource<PaymentReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        Outstanding.Add(_number++, reply);
        return (await reply.Task).Accepted && request.Message.Length > 0;
    }
}
