<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Desktop</name>
    <message>
        <source>This desktop does not tell which windows are open.</source>
        <translation>此桌面环境不提供已打开窗口的信息。</translation>
    </message>
    <message>
        <source>Capture a region instead.</source>
        <translation>请改为截取区域。</translation>
    </message>
    <message>
        <source>This desktop has no picker of its own for programs.</source>
        <translation>此桌面没有供程序使用的选取器。</translation>
    </message>
    <message>
        <source>A key for the whole desktop works on a Mac only.</source>
        <translation>全局快捷键仅在 Mac 上可用。</translation>
    </message>
    <message>
        <source>Have your desktop start “kestrel window --quick” by a key of its own.</source>
        <translation>请在桌面环境中设置快捷键来启动“kestrel window --quick”。</translation>
    </message>
    <message>
        <source>This desktop does not tell what is selected.</source>
        <translation>此桌面环境不提供所选内容。</translation>
    </message>
    <message>
        <source>Copy the text and paste it.</source>
        <translation>请拷贝文本后粘贴。</translation>
    </message>
    <message>
        <source>The elements of other programs can be read on a Mac only.</source>
        <translation>仅在 Mac 上可以读取其他程序的界面元素。</translation>
    </message>
    <message>
        <source>Files are looked into quickly on a Mac only.</source>
        <translation>只有 Mac 才能快速查看文件。</translation>
    </message>
    <message>
        <source>No file browser could be opened.</source>
        <translation>无法打开文件管理器。</translation>
    </message>
    <message>
        <source>{name} is no longer there.</source>
        <translation>{name} 已不存在。</translation>
    </message>
    <message>
        <source>{name} could not be moved to the trash.</source>
        <translation>无法将“{name}”移到废纸篓。</translation>
    </message>
    <message>
        <source>Starting at login is set by your desktop here.</source>
        <translation>登录时启动由你的桌面环境设置。</translation>
    </message>
    <message>
        <source>What was to be captured is no longer there.</source>
        <translation>要截取的内容已不存在。</translation>
    </message>
    <message>
        <source>This desktop does not let programs take pictures of it.</source>
        <translation>此桌面环境不允许程序截屏。</translation>
    </message>
    <message>
        <source>Take one with the desktop&apos;s own key and paste it.</source>
        <translation>请使用桌面环境自带的截屏键，然后粘贴。</translation>
    </message>
    <message>
        <source>This desktop shows no status items.</source>
        <translation>此桌面环境不显示状态栏图标。</translation>
    </message>
    <message>
        <source>This desktop shows no notifications.</source>
        <translation>此桌面环境不显示通知。</translation>
    </message>
    <message>
        <source>macOS lets only Kestrel.app do this.</source>
        <translation>macOS 只允许 Kestrel.app 这样做。</translation>
    </message>
    <message>
        <source>Build it with build_macos.sh and start it in place of the command.</source>
        <translation>请用 build_macos.sh 构建它，然后启动它来代替命令。</translation>
    </message>
    <message>
        <source>macOS itself uses these keys, as System Settings tell.</source>
        <translation>macOS 自己在使用这组按键，见“系统设置”。</translation>
    </message>
    <message>
        <source>Another program has taken these keys for itself.</source>
        <translation>另一个程序已独占这组按键。</translation>
    </message>
    <message>
        <source>macOS did not register these keys (error {number}).</source>
        <translation>macOS 没有登记这组按键（错误 {number}）。</translation>
    </message>
    <message>
        <source>This keyboard has no such key.</source>
        <translation>这个键盘上没有这样的键。</translation>
    </message>
    <message>
        <source>Press the keys to record them anew.</source>
        <translation>请重新按下按键来录制。</translation>
    </message>
    <message>
        <source>Nobody could type this character any more.</source>
        <translation>这样就再也无法输入这个字符了。</translation>
    </message>
    <message>
        <source>Add ⌘, ⌥ or ⌃ to it.</source>
        <translation>请加上 ⌘、⌥ 或 ⌃。</translation>
    </message>
    <message>
        <source>macOS waits for your consent.</source>
        <translation>macOS 在等待你的同意。</translation>
    </message>
    <message>
        <source>Allow Kestrel in the list of login items that was opened.</source>
        <translation>请在已打开的登录项列表中允许 Kestrel。</translation>
    </message>
    <message>
        <source>macOS did not change the login item.</source>
        <translation>macOS 没有更改登录项。</translation>
    </message>
    <message>
        <source>You do not want notifications from Kestrel.</source>
        <translation>你不想接收 Kestrel 的通知。</translation>
    </message>
    <message>
        <source>System Settings → Notifications changes that.</source>
        <translation>可在“系统设置”→“通知”中更改。</translation>
    </message>
    <message>
        <source>Quick Look could not be started.</source>
        <translation>无法启动“快速查看”。</translation>
    </message>
    <message>
        <source>What was dropped promises no file any more.</source>
        <translation>拖放的内容不再承诺任何文件。</translation>
    </message>
    <message>
        <source>The file was not written.</source>
        <translation>文件没有被写出。</translation>
    </message>
    <message>
        <source>{count} promised files did not come in time.</source>
        <translation>有 {count} 个承诺的文件没有及时到达。</translation>
    </message>
    <message>
        <source>No text is selected.</source>
        <translation>没有选中文字。</translation>
    </message>
    <message>
        <source>No file is selected.</source>
        <translation>没有选中文件。</translation>
    </message>
    <message>
        <source>The picture {name} cannot be read.</source>
        <translation>无法读取图片 {name}。</translation>
    </message>
    <message>
        <source>System Settings could not be opened.</source>
        <translation>无法打开系统设置。</translation>
    </message>
    <message>
        <source>Open it, and in it Privacy &amp; Security.</source>
        <translation>请打开系统设置，再进入“隐私与安全性”。</translation>
    </message>
    <message>
        <source>macOS does not tell the titles of other programs&apos; windows.</source>
        <translation>macOS 不提供其他程序窗口的标题。</translation>
    </message>
    <message>
        <source>Allow screen recording in Kestrel&apos;s settings, Permissions.</source>
        <translation>请在 Kestrel 设置的“权限”中允许屏幕录制。</translation>
    </message>
    <message>
        <source>macOS could not show its picker.</source>
        <translation>macOS 无法显示其选取器。</translation>
    </message>
    <message>
        <source>The picture shows the wallpaper only.</source>
        <translation>截图中只有桌面墙纸。</translation>
    </message>
    <message>
        <source>macOS does not let Kestrel take pictures of the screen.</source>
        <translation>macOS 不允许 Kestrel 截取屏幕画面。</translation>
    </message>
    <message>
        <source>macOS took no picture.</source>
        <translation>macOS 未能截取画面。</translation>
    </message>
    <message>
        <source>Allow screen recording in Kestrel&apos;s settings, Permissions, and start it again.</source>
        <translation>请在 Kestrel 设置的“权限”中允许屏幕录制，然后重新启动。</translation>
    </message>
    <message>
        <source>macOS did not answer in time.</source>
        <translation>macOS 未及时响应。</translation>
    </message>
    <message>
        <source>Try again; if that does not help, log out and in.</source>
        <translation>请重试；如果仍无效，请注销后重新登录。</translation>
    </message>
    <message>
        <source>The window is no longer there.</source>
        <translation>该窗口已不存在。</translation>
    </message>
    <message>
        <source>{app} does not tell what its window consists of.</source>
        <translation>{app} 不提供其窗口的组成元素。</translation>
    </message>
    <message>
        <source>{app} does not tell what is selected in it.</source>
        <translation>{app} 不提供其中选中的内容。</translation>
    </message>
    <message>
        <source>Kestrel may not read what is selected in other programs.</source>
        <translation>Kestrel 无权读取其他程序中选中的内容。</translation>
    </message>
    <message>
        <source>Choose “Ask Kestrel about this” in the program&apos;s Services menu: it needs no permission.</source>
        <translation>请在该程序的“服务”菜单中选择“用 Kestrel 询问”：它不需要权限。</translation>
    </message>
    <message>
        <source>Kestrel may not read the elements of other programs.</source>
        <translation>Kestrel 无权读取其他程序的界面元素。</translation>
    </message>
    <message>
        <source>Allow accessibility in Kestrel&apos;s settings, Permissions.</source>
        <translation>请在 Kestrel 设置的“权限”中允许辅助功能。</translation>
    </message>
</context>
<context>
    <name>Capturer</name>
    <message>
        <source>Screen</source>
        <translation>屏幕</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>The region lies on no screen.</source>
        <translation>该区域不在任何屏幕上。</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Kestrel may take pictures once it is started again.</source>
        <translation>重新启动 Kestrel 后即可截屏。</translation>
    </message>
    <message>
        <source>Kestrel may not take pictures of the screen.</source>
        <translation>Kestrel 没有截屏权限。</translation>
    </message>
    <message>
        <source>Allow it in the system&apos;s settings, then start Kestrel again.</source>
        <translation>请在系统设置中允许，然后重新启动 Kestrel。</translation>
    </message>
</context>
<context>
    <name>WindowOverlay</name>
    <message>
        <source>Choose a window</source>
        <translation>选择窗口</translation>
    </message>
    <message>
        <source>There is no window here, Esc cancels</source>
        <translation>此处没有窗口，按 Esc 取消</translation>
    </message>
    <message>
        <source>Click a window, Tab goes through them, Esc cancels</source>
        <translation>点按窗口，按 Tab 逐个选择，按 Esc 取消</translation>
    </message>
    <message>
        <source>A window without a name</source>
        <translation>未命名的窗口</translation>
    </message>
</context>
<context>
    <name>RegionOverlay</name>
    <message>
        <source>Choose a region of the screen</source>
        <translation>选择屏幕区域</translation>
    </message>
    <message>
        <source>Drag over what you mean, Space for the keyboard, Esc cancels</source>
        <translation>拖移以选择区域，按空格键用键盘选择，按 Esc 取消</translation>
    </message>
    <message>
        <source>{width} × {height} points · {wide} × {high} pixels</source>
        <translation>{width} × {height} 点 · {wide} × {high} 像素</translation>
    </message>
    <message>
        <source> · Return takes it, arrows move it, Shift resizes</source>
        <translation> · 按回车键截取，方向键移动，按住 Shift 键调整大小</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Attach files</source>
        <translation>添加附件</translation>
    </message>
</context>
<context>
    <name>Attaching</name>
    <message>
        <source>Not measured: {reason}</source>
        <translation>未测量：{reason}</translation>
    </message>
    <message>
        <source>Not measured: {host} sees it when it is sent</source>
        <translation>未测量：发送后 {host} 才会看到</translation>
    </message>
    <message>
        <source>Take away what cannot be sent, then ask.</source>
        <translation>请先移除无法发送的内容，再提问。</translation>
    </message>
    <message>
        <source>It is still being opened.</source>
        <translation>还在打开附件。</translation>
    </message>
</context>
<context>
    <name>SendButton</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>RemoveButton</name>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Ask about it…</source>
        <translation>就此提问…</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>添加附件</translation>
    </message>
    <message>
        <source>Attach pictures, documents, clips or text</source>
        <translation>附加图片、文稿、视频或文本</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Capture a region, a window or the screen</source>
        <translation>截取区域、窗口或屏幕</translation>
    </message>
    <message>
        <source>Think</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>Think before answering: slower, better at hard questions</source>
        <translation>先思考再回答：较慢，但更擅长难题</translation>
    </message>
    <message>
        <source>This model does not think</source>
        <translation>此模型不支持思考</translation>
    </message>
</context>
<context>
    <name>Costs</name>
    <message>
        <source>about {time}</source>
        <translation>约 {time}</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count} 秒</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} 分钟</translation>
    </message>
    <message>
        <source>{count} GB</source>
        <translation>{count} GB</translation>
    </message>
    <message>
        <source>{count} MB</source>
        <translation>{count} MB</translation>
    </message>
    <message>
        <source>{size} seen at full size</source>
        <translation>{size}，以原始大小查看</translation>
    </message>
    <message>
        <source>{size} seen at {seen}</source>
        <translation>{size}，以 {seen} 查看</translation>
    </message>
    <message>
        <source>1 frame</source>
        <translation>1 帧</translation>
    </message>
    <message>
        <source>{count} frames</source>
        <translation>{count} 帧</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个词元</translation>
    </message>
    <message>
        <source>about {count} tokens</source>
        <translation>约 {count} 个词元</translation>
    </message>
    <message>
        <source>Click to see and choose the frames.</source>
        <translation>点按以查看和选择帧。</translation>
    </message>
    <message>
        <source>Click to write it into the question instead.</source>
        <translation>点按以改为写入问题中。</translation>
    </message>
    <message>
        <source>Needs {needed} of {free} free for an answer about it alone.</source>
        <translation>仅就此回答需要 {needed} 内存，可用 {free}。</translation>
    </message>
</context>
<context>
    <name>Film</name>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>{count} frames: {times}</source>
        <translation>{count} 帧：{times}</translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message>
        <source>Pasted text</source>
        <translation>粘贴的文本</translation>
    </message>
    <message>
        <source>It is empty; copy or download it again.</source>
        <translation>文件为空；请重新拷贝或下载。</translation>
    </message>
    <message>
        <source>It is larger than {count} MB of text; cut out the part you mean.</source>
        <translation>文本超过 {count} MB；请只截取需要的部分。</translation>
    </message>
    <message>
        <source>It cannot be read ({reason}); check that it is there and its permissions.</source>
        <translation>无法读取（{reason}）；请检查文件是否存在及其权限。</translation>
    </message>
    <message>
        <source>Office files cannot be read yet; paste the text, or capture the page.</source>
        <translation>暂不支持 Office 文件；请粘贴文本，或截取页面。</translation>
    </message>
    <message>
        <source>HEIC pictures cannot be read yet; export this one as JPEG, or paste it.</source>
        <translation>暂不支持 HEIC 图片；请导出为 JPEG，或直接粘贴。</translation>
    </message>
    <message>
        <source>Raw photographs cannot be read; export this one as JPEG.</source>
        <translation>不支持 RAW 照片；请导出为 JPEG。</translation>
    </message>
    <message>
        <source>The models here do not hear; paste a transcript instead.</source>
        <translation>这里的模型听不到声音；请粘贴文字稿。</translation>
    </message>
    <message>
        <source>It is an archive; unpack it and drop the files in it.</source>
        <translation>这是归档文件；请解压缩后拖入其中的文件。</translation>
    </message>
    <message>
        <source>Layered pictures cannot be read; export this one as PNG.</source>
        <translation>不支持分层图片；请导出为 PNG。</translation>
    </message>
    <message>
        <source>It is neither picture, clip nor text; export it as PNG, MP4 or plain text.</source>
        <translation>既不是图片、视频，也不是文本；请导出为 PNG、MP4 或纯文本。</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
</context>
<context>
    <name>StretchSlider</name>
    <message>
        <source>Start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>End</source>
        <translation>终点</translation>
    </message>
</context>
<context>
    <name>FrameStrip</name>
    <message>
        <source>Frames of {name}</source>
        <translation>“{name}”的帧</translation>
    </message>
    <message>
        <source>Reading the clip…</source>
        <translation>正在读取视频…</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>The whole clip, at the model&apos;s own rate and budget</source>
        <translation>整段视频，使用模型自己的帧率和预算</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>帧率</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>1 frame a second</source>
        <translation>每秒 1 帧</translation>
    </message>
    <message>
        <source>a frame every {count} s</source>
        <translation>每 {count} 秒 1 帧</translation>
    </message>
    <message>
        <source>{count} frames a second</source>
        <translation>每秒 {count} 帧</translation>
    </message>
    <message>
        <source>at most {count} tokens</source>
        <translation>最多 {count} 个词元</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
</context>
<context>
    <name>EngineWatch</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The engine ended unexpectedly and is being started again. {reason}</source>
        <translation>引擎意外退出，正在重新启动。{reason}</translation>
    </message>
    <message>
        <source>The engine was restarted. What came of the answer is kept.</source>
        <translation>引擎已重新启动。已生成的回答已保留。</translation>
    </message>
    <message>
        <source>Nothing left this Mac</source>
        <translation>没有内容离开这台 Mac</translation>
    </message>
    <message>
        <source>Nothing left this computer</source>
        <translation>没有内容离开这台电脑</translation>
    </message>
    <message>
        <source>Answered by {name}</source>
        <translation>由 {name} 回答</translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation>正在启动引擎…</translation>
    </message>
    <message>
        <source>Loading {model}…</source>
        <translation>正在载入 {model}…</translation>
    </message>
    <message>
        <source>Restarting the engine…</source>
        <translation>正在重新启动引擎…</translation>
    </message>
</context>
<context>
    <name>CompletionWindow</name>
    <message>
        <source>Continue a text</source>
        <translation>续写文本</translation>
    </message>
    <message>
        <source>Write a beginning…</source>
        <translation>写一个开头…</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Waiting for the model…</source>
        <translation>正在等待模型…</translation>
    </message>
    <message>
        <source>The model goes on from the end of the text. It does not answer questions.</source>
        <translation>模型会从文本末尾接着写，不会回答问题。</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>{count} tokens · {rate} tok/s</source>
        <translation>{count} 个词元 · {rate} 词元/秒</translation>
    </message>
</context>
<context>
    <name>ModelsController</name>
    <message>
        <source>Remove {name}?</source>
        <translation>要移除 {name} 吗？</translation>
    </message>
    <message>
        <source>It can be downloaded again. Your chats stay.</source>
        <translation>之后可以重新下载。你的对话会保留。</translation>
    </message>
</context>
<context>
    <name>Engines</name>
    <message>
        <source>Give it a name.</source>
        <translation>请输入名称。</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>已存储。</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>正在询问…</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>It answers: {models}</source>
        <translation>连接正常：{models}</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>bundled</source>
        <translation>随附</translation>
    </message>
    <message>
        <source>{bits}-bit</source>
        <translation>{bits} 位</translation>
    </message>
    <message>
        <source>reads simple screens, a demonstration</source>
        <translation>演示用，可读取简单屏幕</translation>
    </message>
    <message>
        <source>in Hugging Face&apos;s cache</source>
        <translation>位于 Hugging Face 缓存</translation>
    </message>
    <message>
        <source>Fits, {needed} with context</source>
        <translation>可运行，含上下文 {needed}</translation>
    </message>
    <message>
        <source>Tight, {needed} with context</source>
        <translation>勉强，含上下文 {needed}</translation>
    </message>
    <message>
        <source>Won&apos;t fit: needs {needed}</source>
        <translation>无法运行：需要 {needed}</translation>
    </message>
    <message>
        <source>Weights {weights}, and up to {context} for a context of {tokens} tokens; {usable} can be used.</source>
        <translation>权重 {weights}，{tokens} 个词元的上下文最多 {context}；可用 {usable}。</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done}/{total}</translation>
    </message>
    <message>
        <source>Asking the host…</source>
        <translation>正在连接主机…</translation>
    </message>
    <message>
        <source>Checking the files…</source>
        <translation>正在校验文件…</translation>
    </message>
    <message>
        <source>{of} · trying again</source>
        <translation>{of} · 正在重试</translation>
    </message>
    <message>
        <source>{of} · paused</source>
        <translation>{of} · 已暂停</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>{count} s left</source>
        <translation>剩余 {count} 秒</translation>
    </message>
    <message>
        <source>{count} min left</source>
        <translation>剩余 {count} 分钟</translation>
    </message>
    <message>
        <source>{count} h left</source>
        <translation>剩余 {count} 小时</translation>
    </message>
</context>
<context>
    <name>RemotesPanel</name>
    <message>
        <source>the server&apos;s own choice</source>
        <translation>由服务器决定</translation>
    </message>
    <message>
        <source>kept in the keychain; empty leaves it as it is</source>
        <translation>存储在钥匙串中；留空则保持不变</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Engines on other computers</source>
        <translation>其他电脑上的引擎</translation>
    </message>
    <message>
        <source>What you ask one of them leaves this computer. Any server that speaks OpenAI&apos;s API.</source>
        <translation>你向它们提出的问题会离开这台电脑。支持任何兼容 OpenAI API 的服务器。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Get</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Choose a shorter context above, or a smaller model.</source>
        <translation>请在上方选择较短的上下文，或选择较小的模型。</translation>
    </message>
    <message>
        <source>More for {name}</source>
        <translation>{name} 的更多操作</translation>
    </message>
    <message>
        <source>Cancel and remove what has arrived</source>
        <translation>取消并移除已下载的部分</translation>
    </message>
    <message>
        <source>Check and repair</source>
        <translation>检查并修复</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Continue a text…</source>
        <translation>续写文本…</translation>
    </message>
</context>
<context>
    <name>ModelsWindow</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Context that the verdicts count with</source>
        <translation>判断时采用的上下文长度</translation>
    </message>
    <message>
        <source>Full precision and base models too</source>
        <translation>同时显示全精度和基础模型</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>For this computer: {total}, {usable} usable by the model</source>
        <translation>这台电脑：{total}，模型可用 {usable}</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Open a checkpoint</source>
        <translation>打开模型文件夹</translation>
    </message>
</context>
<context>
    <name>ModelsDesk</name>
    <message>
        <source>{model} fits this computer: {size}, {quantization}.</source>
        <translation>{model} 适合这台电脑：{size}，{quantization}。</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>The file of chats is damaged.</source>
        <translation>对话文件已损坏。</translation>
    </message>
    <message>
        <source>Bring back what can be saved</source>
        <translation>恢复可挽回的内容</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>This picture cannot be shown: {reason}</source>
        <translation>无法显示此图片：{reason}</translation>
    </message>
</context>
<context>
    <name>Picture</name>
    <message>
        <source>the file is no longer there</source>
        <translation>文件已不存在</translation>
    </message>
    <message>
        <source>{number} of {count}: {mark}</source>
        <translation>第 {number} 个，共 {count} 个：{mark}</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>{picture}, marked: {marks}</source>
        <translation>{picture}，已标记：{marks}</translation>
    </message>
    <message>
        <source>it is no picture that can be opened here</source>
        <translation>不是可打开的图片</translation>
    </message>
    <message>
        <source>it has more than 178 megapixels</source>
        <translation>超过 1.78 亿像素</translation>
    </message>
    <message>
        <source>its name must end in .png, .jpg or .webp</source>
        <translation>文件名必须以 .png、.jpg 或 .webp 结尾</translation>
    </message>
    <message>
        <source>it is the picture itself; choose another name</source>
        <translation>这是原图片；请使用其他名称</translation>
    </message>
</context>
<context>
    <name>MarkList</name>
    <message>
        <source>Marked elements</source>
        <translation>已标记的元素</translation>
    </message>
</context>
<context>
    <name>MarkRows</name>
    <message>
        <source>Element</source>
        <translation>元素</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Sure</source>
        <translation>核对</translation>
    </message>
</context>
<context>
    <name>ElementTable</name>
    <message>
        <source>What the model says of this screen</source>
        <translation>模型对此屏幕的说明</translation>
    </message>
    <message>
        <source>Filter elements</source>
        <translation>筛选元素</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>拷贝为 JSON</translation>
    </message>
    <message>
        <source>Copy as table</source>
        <translation>拷贝为表格</translation>
    </message>
    <message>
        <source>Columns between tabs, as spreadsheets take them</source>
        <translation>以制表符分隔各列，可粘贴到电子表格</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>{done} of {total} tokens seen</source>
        <translation>已读取 {done}/{total} 个词元</translation>
    </message>
    <message>
        <source>Listing the elements…</source>
        <translation>正在列出元素…</translation>
    </message>
    <message>
        <source>{done} of {total} looked at again</source>
        <translation>已复查 {done}/{total} 项</translation>
    </message>
    <message>
        <source>The answer was cut off by its length.</source>
        <translation>回答过长，已被截断。</translation>
    </message>
    <message>
        <source>No way to do this on this screen was found.</source>
        <translation>在此屏幕上没有找到做这件事的方法。</translation>
    </message>
    <message>
        <source>Stopped: step {number} means “{label}”, but “{words}” stands there.</source>
        <translation>已停止：第 {number} 步指的是“{label}”，但那里写的是“{words}”。</translation>
    </message>
    <message>
        <source>The list was cut off; capture a smaller part of the screen</source>
        <translation>列表不完整；请截取较小的屏幕区域</translation>
    </message>
    <message>
        <source>{n} of them were not looked at again</source>
        <translation>其中 {n} 项没有复查</translation>
    </message>
    <message>
        <source>Not on this picture.</source>
        <translation>不在此图片中。</translation>
    </message>
    <message>
        <source>The screen was not read</source>
        <translation>未能读取屏幕</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>No elements found</source>
        <translation>未找到元素</translation>
    </message>
    <message>
        <source>1 element</source>
        <translation>1 个元素</translation>
    </message>
    <message>
        <source>{n} elements</source>
        <translation>{n} 个元素</translation>
    </message>
    <message>
        <source>{shown} of {all}</source>
        <translation>{shown}/{all}</translation>
    </message>
</context>
<context>
    <name>Taking</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>拷贝图片</translation>
    </message>
    <message>
        <source>Save annotated picture…</source>
        <translation>存储带标记的图片…</translation>
    </message>
    <message>
        <source>Copy all marks as JSON</source>
        <translation>将所有标记拷贝为 JSON</translation>
    </message>
    <message>
        <source>Copy “{mark}” as JSON</source>
        <translation>将“{mark}”拷贝为 JSON</translation>
    </message>
    <message>
        <source>In thousandths of the picture</source>
        <translation>以图片的千分比表示</translation>
    </message>
    <message>
        <source>In pixels of the picture</source>
        <translation>以图片像素表示</translation>
    </message>
    <message>
        <source>In points of the screen</source>
        <translation>以屏幕点表示</translation>
    </message>
    <message>
        <source>In points of the screen (captures only)</source>
        <translation>以屏幕点表示（仅限截图）</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已拷贝</translation>
    </message>
    <message>
        <source>The picture cannot be copied.</source>
        <translation>无法拷贝图片。</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Save annotated picture</source>
        <translation>存储带标记的图片</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.webp)</source>
        <translation>图片 (*.png *.jpg *.webp)</translation>
    </message>
    <message>
        <source>{name} marked.png</source>
        <translation>{name} 带标记.png</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已存储</translation>
    </message>
    <message>
        <source>The picture was not saved.</source>
        <translation>图片未存储。</translation>
    </message>
    <message>
        <source>The table is copied: paste it into a spreadsheet.</source>
        <translation>表格已拷贝，可粘贴到电子表格中。</translation>
    </message>
    <message>
        <source>Save what was read</source>
        <translation>存储读取结果</translation>
    </message>
    <message>
        <source>{name} has none of these endings: {endings}</source>
        <translation>{name} 的扩展名不是以下任何一种：{endings}</translation>
    </message>
    <message>
        <source>{name} cannot be written: {reason}</source>
        <translation>无法写入 {name}：{reason}</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>已存储为 {name}。</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>JSON with places and evidence</source>
        <translation>带位置和依据的 JSON</translation>
    </message>
    <message>
        <source>Table for a spreadsheet</source>
        <translation>电子表格用的表格</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>This picture cannot be shown: {reason}</source>
        <translation>无法显示此图片：{reason}</translation>
    </message>
</context>
<context>
    <name>PictureWindow</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Fit into the window</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>拷贝图片</translation>
    </message>
    <message>
        <source>Save annotated picture…</source>
        <translation>存储带标记的图片…</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} 像素</translation>
    </message>
</context>
<context>
    <name>Pointing</name>
    <message>
        <source>Not on this picture.</source>
        <translation>不在此图片中。</translation>
    </message>
    <message>
        <source>Element</source>
        <translation>元素</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Could not be read:</source>
        <translation>无法解读：</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>内容不完整</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>不是 JSON</translation>
    </message>
    <message>
        <source>not an object</source>
        <translation>不是对象</translation>
    </message>
    <message>
        <source>the box is not four numbers</source>
        <translation>框不是四个数字</translation>
    </message>
    <message>
        <source>the point is not two numbers</source>
        <translation>点不是两个数字</translation>
    </message>
    <message>
        <source>the box has no area</source>
        <translation>框没有面积</translation>
    </message>
    <message>
        <source>neither a box nor a point</source>
        <translation>既不是框也不是点</translation>
    </message>
    <message>
        <source>a point, not a box</source>
        <translation>是点，不是框</translation>
    </message>
    <message>
        <source>an answer in words</source>
        <translation>文字回答</translation>
    </message>
</context>
<context>
    <name>Program</name>
    <message>
        <source>The settings cannot be kept: {reason}</source>
        <translation>无法存储设置：{reason}</translation>
    </message>
    <message>
        <source>Waiting for what was dropped…</source>
        <translation>正在等待拖入的内容…</translation>
    </message>
</context>
<context>
    <name>AnswerView</name>
    <message>
        <source>Thinking…</source>
        <translation>正在思考…</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Conversation</source>
        <translation>对话内容</translation>
    </message>
    <message>
        <source>The answer has ended</source>
        <translation>回答已完成</translation>
    </message>
    <message>
        <source>{s} s</source>
        <translation>{s} 秒</translation>
    </message>
    <message>
        <source>{min} min {s} s</source>
        <translation>{min} 分 {s} 秒</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>正在思考…</translation>
    </message>
    <message>
        <source>Thinking for {time}</source>
        <translation>已思考 {time}</translation>
    </message>
    <message>
        <source>Thought for {time}</source>
        <translation>思考了 {time}</translation>
    </message>
    <message>
        <source>{count} visual tokens</source>
        <translation>{count} 个视觉词元</translation>
    </message>
    <message>
        <source>1 frame</source>
        <translation>1 帧</translation>
    </message>
    <message>
        <source>{count} frames</source>
        <translation>{count} 帧</translation>
    </message>
    <message>
        <source>{width} × {height} seen at full size</source>
        <translation>{width} × {height}，以原始大小查看</translation>
    </message>
    <message>
        <source>{width} × {height} seen at {seen_width} × {seen_height}</source>
        <translation>{width} × {height}，以 {seen_width} × {seen_height} 查看</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个词元</translation>
    </message>
    <message>
        <source>{rate} tok/s</source>
        <translation>{rate} 词元/秒</translation>
    </message>
    <message>
        <source>first after {time}</source>
        <translation>首个词元 {time}</translation>
    </message>
    <message>
        <source>{count} reused</source>
        <translation>复用 {count}</translation>
    </message>
    <message>
        <source>{share} % of drafts</source>
        <translation>草稿采纳 {share}%</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Prompt tokens</source>
        <translation>提示词词元</translation>
    </message>
    <message>
        <source>of which reused</source>
        <translation>其中复用</translation>
    </message>
    <message>
        <source>Prompt read in</source>
        <translation>读取提示词用时</translation>
    </message>
    <message>
        <source>Prompt read at</source>
        <translation>读取提示词速度</translation>
    </message>
    <message>
        <source>First token after</source>
        <translation>首个词元用时</translation>
    </message>
    <message>
        <source>Tokens written</source>
        <translation>生成词元</translation>
    </message>
    <message>
        <source>of which thoughts</source>
        <translation>其中思考</translation>
    </message>
    <message>
        <source>Written in</source>
        <translation>生成用时</translation>
    </message>
    <message>
        <source>Written at</source>
        <translation>生成速度</translation>
    </message>
    <message>
        <source>Drafts accepted</source>
        <translation>采纳的草稿</translation>
    </message>
    <message>
        <source>{accepted} of {drafted} ({share} %)</source>
        <translation>{accepted}/{drafted}（{share}%）</translation>
    </message>
    <message>
        <source>The model ended without a word</source>
        <translation>模型没有给出任何内容</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>The answer reached the longest length that was asked for</source>
        <translation>回答已达到设定的最大长度</translation>
    </message>
    <message>
        <source>The model repeated itself without end and was stopped</source>
        <translation>模型不断重复，已停止</translation>
    </message>
    <message>
        <source>The answer failed</source>
        <translation>回答失败</translation>
    </message>
</context>
<context>
    <name>Recorder</name>
    <message>
        <source>Hold Command, Control or Option with it, or every text would lose the key.</source>
        <translation>请同时按住 Command、Control 或 Option，否则将无法用此键输入文字。</translation>
    </message>
    <message>
        <source>Every program uses these keys for its own.</source>
        <translation>各程序都会使用这组按键。</translation>
    </message>
    <message>
        <source>These keys are used by {owner}.</source>
        <translation>这组按键已被 {owner} 使用。</translation>
    </message>
    <message>
        <source>These keys belong to the system.</source>
        <translation>这组按键由系统使用。</translation>
    </message>
    <message>
        <source>Remove the hotkey</source>
        <translation>移除快捷键</translation>
    </message>
    <message>
        <source>Hotkey of quick ask</source>
        <translation>快速提问的快捷键</translation>
    </message>
    <message>
        <source>Press the keys…</source>
        <translation>请按下快捷键…</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>Context</name>
    <message>
        <source>Opening {name}…</source>
        <translation>正在打开 {name}…</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个词元</translation>
    </message>
    <message>
        <source>{count} things attached</source>
        <translation>已附上 {count} 项</translation>
    </message>
    <message>
        <source>Window “{name}” attached</source>
        <translation>已附上窗口“{name}”</translation>
    </message>
    <message>
        <source>{name} attached</source>
        <translation>已附上 {name}</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Text attached</source>
        <translation>已附上文本</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>Ask about what you see…</source>
        <translation>就你看到的内容提问…</translation>
    </message>
    <message>
        <source>Quick question</source>
        <translation>快速问题</translation>
    </message>
</context>
<context>
    <name>Foot</name>
    <message>
        <source>ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>continue in window</source>
        <translation>在窗口中继续</translation>
    </message>
    <message>
        <source>new capture</source>
        <translation>新截图</translation>
    </message>
    <message>
        <source>close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>QuickPanel</name>
    <message>
        <source>Quick ask</source>
        <translation>快速提问</translation>
    </message>
    <message>
        <source>Capture a region</source>
        <translation>截取区域</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Keep open</source>
        <translation>保持打开</translation>
    </message>
</context>
<context>
    <name>Quick</name>
    <message>
        <source>Moves to the window when the answer is whole</source>
        <translation>回答完成后移到窗口</translation>
    </message>
</context>
<context>
    <name>ReadWindow</name>
    <message>
        <source>Read this</source>
        <translation>识别内容</translation>
    </message>
    <message>
        <source>Find on this picture: a name, a label, a few words</source>
        <translation>在此图片中查找：名称、标签或几个字</translation>
    </message>
    <message>
        <source>Find on this picture</source>
        <translation>在此图片中查找</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>List all</source>
        <translation>列出全部</translation>
    </message>
    <message>
        <source>In words</source>
        <translation>用文字说明</translation>
    </message>
    <message>
        <source>Describe This Screen</source>
        <translation>描述此屏幕</translation>
    </message>
    <message>
        <source>Explain Its Message</source>
        <translation>解释其中的消息</translation>
    </message>
    <message>
        <source>Steps for What Is Typed</source>
        <translation>所输入事项的步骤</translation>
    </message>
</context>
<context>
    <name>AboutWindow</name>
    <message>
        <source>About Kestrel</source>
        <translation>关于 Kestrel</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>A private assistant that sees.</source>
        <translation>看得见的私人助手。</translation>
    </message>
    <message>
        <source>Apache License 2.0</source>
        <translation>Apache License 2.0</translation>
    </message>
    <message>
        <source>Show the licence</source>
        <translation>显示许可证</translation>
    </message>
    <message>
        <source>The window, your chats and the model all live on this computer. Nothing leaves it unless you choose an engine on another computer.</source>
        <translation>窗口、你的对话和模型全都在这台电脑上。除非你选择其他电脑上的引擎，否则没有内容会离开这台电脑。</translation>
    </message>
</context>
<context>
    <name>AnswersPage</name>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>For example: Answer briefly and in plain words.</source>
        <translation>例如：请用简洁平实的语言回答。</translation>
    </message>
    <message>
        <source>Think before answering</source>
        <translation>先思考再回答</translation>
    </message>
    <message>
        <source>Default preset</source>
        <translation>默认预设</translation>
    </message>
    <message>
        <source>System prompt:</source>
        <translation>系统提示词：</translation>
    </message>
    <message>
        <source>Said to the model before every chat that has no prompt of its own.</source>
        <translation>对没有自己的提示词的对话，会先告诉模型这段话。</translation>
    </message>
    <message>
        <source>New chats:</source>
        <translation>新对话：</translation>
    </message>
    <message>
        <source>Slower, and better at what needs several steps. Each chat can differ.</source>
        <translation>较慢，但更擅长需要多个步骤的问题。每个对话可单独设置。</translation>
    </message>
    <message>
        <source>Begin with:</source>
        <translation>初始预设：</translation>
    </message>
    <message>
        <source>The model&apos;s own way</source>
        <translation>模型默认方式</translation>
    </message>
</context>
<context>
    <name>ChatSettingsPanel</name>
    <message>
        <source>How this chat is answered</source>
        <translation>此对话的回答方式</translation>
    </message>
    <message>
        <source>System prompt of this chat</source>
        <translation>此对话的系统提示词</translation>
    </message>
    <message>
        <source>Think before answering</source>
        <translation>先思考再回答</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>System prompt:</source>
        <translation>系统提示词：</translation>
    </message>
    <message>
        <source>Model of this chat</source>
        <translation>此对话的模型</translation>
    </message>
    <message>
        <source>Model:</source>
        <translation>模型：</translation>
    </message>
    <message>
        <source>Answers:</source>
        <translation>回答：</translation>
    </message>
    <message>
        <source>Preset:</source>
        <translation>预设：</translation>
    </message>
    <message>
        <source>None, as in the settings</source>
        <translation>无，与设置相同</translation>
    </message>
    <message>
        <source>The one in use</source>
        <translation>当前使用的模型</translation>
    </message>
    <message>
        <source>{model} (not here)</source>
        <translation>{model}（不在此处）</translation>
    </message>
    <message>
        <source>The model&apos;s own way</source>
        <translation>模型默认方式</translation>
    </message>
    <message>
        <source>As set below</source>
        <translation>按下方设置</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Keep Kestrel in the menu bar</source>
        <translation>在菜单栏中显示 Kestrel</translation>
    </message>
    <message>
        <source>Keep Kestrel in the status area</source>
        <translation>在状态栏中显示 Kestrel</translation>
    </message>
    <message>
        <source>Open Kestrel when I log in</source>
        <translation>登录时打开 Kestrel</translation>
    </message>
    <message>
        <source>Tell me when an answer or a download is done</source>
        <translation>回答或下载完成时通知我</translation>
    </message>
    <message>
        <source>Appearance:</source>
        <translation>外观：</translation>
    </message>
    <message>
        <source>Language:</source>
        <translation>语言：</translation>
    </message>
    <message>
        <source>Another language takes effect when Kestrel is started again.</source>
        <translation>更改语言后，重新启动 Kestrel 生效。</translation>
    </message>
    <message>
        <source>Within reach:</source>
        <translation>快速访问：</translation>
    </message>
    <message>
        <source>Ask, capture and see the model&apos;s memory from there, without a window.</source>
        <translation>无需打开窗口即可提问、截图和查看模型占用的内存。</translation>
    </message>
    <message>
        <source>Quick ask:</source>
        <translation>快速提问：</translation>
    </message>
    <message>
        <source>These keys ask from within any program. None are taken until you choose.</source>
        <translation>在任何程序中按下即可提问。在你设定之前不会占用任何按键。</translation>
    </message>
    <message>
        <source>At login:</source>
        <translation>登录时：</translation>
    </message>
    <message>
        <source>Elsewhere:</source>
        <translation>不在窗口前时：</translation>
    </message>
    <message>
        <source>By a notification, while you look at another program.</source>
        <translation>当您在使用其他程序时，以通知告知。</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Choose or download a model…</source>
        <translation>选取或下载模型…</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation>内存上限</translation>
    </message>
    <message>
        <source>Unload the model</source>
        <translation>卸载模型</translation>
    </message>
    <message>
        <source>Model:</source>
        <translation>模型：</translation>
    </message>
    <message>
        <source>Context length:</source>
        <translation>上下文长度：</translation>
    </message>
    <message>
        <source>How much of a chat the model sees at once. A longer one needs more memory: the Models window says how much.</source>
        <translation>模型一次能看到多少对话内容。越长所需内存越多：“模型”窗口会显示具体数值。</translation>
    </message>
    <message>
        <source>Memory limit:</source>
        <translation>内存上限：</translation>
    </message>
    <message>
        <source>A model or a question that needs more is refused before it begins.</source>
        <translation>需要更多内存的模型或问题会在开始前被拒绝。</translation>
    </message>
    <message>
        <source>Unload the model:</source>
        <translation>卸载模型：</translation>
    </message>
    <message>
        <source>The next question after that waits until the model is loaded again.</source>
        <translation>之后的第一个问题需要等待模型重新载入。</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个词元</translation>
    </message>
    <message>
        <source>What the system allows</source>
        <translation>系统允许的最大值</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>永不</translation>
    </message>
    <message>
        <source>After a minute without a question</source>
        <translation>1 分钟没有提问后</translation>
    </message>
    <message>
        <source>After an hour without a question</source>
        <translation>1 小时没有提问后</translation>
    </message>
    <message>
        <source>After {count} minutes without a question</source>
        <translation>{count} 分钟没有提问后</translation>
    </message>
</context>
<context>
    <name>Contacts</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>still open</source>
        <translation>未结束</translation>
    </message>
    <message>
        <source>Asking an engine on another computer</source>
        <translation>向其他电脑上的引擎提问</translation>
    </message>
    <message>
        <source>Getting {name}</source>
        <translation>下载 {name}</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>This is no whole number.</source>
        <translation>这不是整数。</translation>
    </message>
    <message>
        <source>This is no number.</source>
        <translation>这不是数字。</translation>
    </message>
    <message>
        <source>Choose a number {span}.</source>
        <translation>请输入{span}的数字。</translation>
    </message>
    <message>
        <source>from {low}</source>
        <translation>不小于 {low}</translation>
    </message>
    <message>
        <source>above {low}, up to {high}</source>
        <translation>大于 {low}、不超过 {high}</translation>
    </message>
    <message>
        <source>from {low} to {high}</source>
        <translation>{low} 到 {high}</translation>
    </message>
</context>
<context>
    <name>PresetEditor</name>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Add a preset</source>
        <translation>添加预设</translation>
    </message>
    <message>
        <source>Duplicate this preset</source>
        <translation>复制此预设</translation>
    </message>
    <message>
        <source>Remove this preset</source>
        <translation>移除此预设</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>预设名称</translation>
    </message>
    <message>
        <source>A preset is a named way of answering: exact, say, or inventive. Add one with +.</source>
        <translation>预设是一种命名的回答方式，例如“精确”或“有创意”。点按 + 添加。</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>名称：</translation>
    </message>
    <message>
        <source>New preset</source>
        <translation>新预设</translation>
    </message>
    <message>
        <source>{name} copy</source>
        <translation>{name} 副本</translation>
    </message>
    <message>
        <source>A preset needs a name.</source>
        <translation>预设需要名称。</translation>
    </message>
    <message>
        <source>Another preset has this name.</source>
        <translation>已有同名预设。</translation>
    </message>
</context>
<context>
    <name>PrivacyPage</name>
    <message>
        <source>Connections that were made</source>
        <translation>已建立的连接</translation>
    </message>
    <message>
        <source>Clear the log</source>
        <translation>清除日志</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>No connection was ever made.</source>
        <translation>从未建立过连接。</translation>
    </message>
    <message>
        <source>No connection since the log was cleared on {time}.</source>
        <translation>自 {time} 清除日志以来没有连接。</translation>
    </message>
    <message>
        <source>What you ask is sent to {where}.</source>
        <translation>你的问题会发送到 {where}。</translation>
    </message>
    <message>
        <source>You chose an engine there. Each question goes to it with its chat, pictures and files; nothing goes anywhere else. Choose a model on this computer to keep everything here.</source>
        <translation>你选择了那里的引擎。每个问题会连同其对话、图片和文件一起发送过去；不会发往其他任何地方。若要将一切保留在本机，请选择这台电脑上的模型。</translation>
    </message>
    <message>
        <source>Nothing leaves this computer.</source>
        <translation>没有内容会离开这台电脑。</translation>
    </message>
    <message>
        <source>Chats, pictures and answers stay here, and so does the model that reads them. Kestrel connects to the network only when you download a model or choose an engine on another computer. Each connection is listed below.</source>
        <translation>对话、图片和回答都保留在这里，读取它们的模型也在这里。只有在你下载模型或选择其他电脑上的引擎时，Kestrel 才会连接网络。每次连接都列在下方。</translation>
    </message>
</context>
<context>
    <name>Sampling</name>
    <message>
        <source>Temperature:</source>
        <translation>温度：</translation>
    </message>
    <message>
        <source>Top-p:</source>
        <translation>Top-p：</translation>
    </message>
    <message>
        <source>Top-k:</source>
        <translation>Top-k：</translation>
    </message>
    <message>
        <source>Presence penalty:</source>
        <translation>存在惩罚：</translation>
    </message>
    <message>
        <source>At most:</source>
        <translation>最多：</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>模型默认</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个词元</translation>
    </message>
    <message>
        <source>0 takes the likeliest word each time; higher is more varied.</source>
        <translation>0 表示每次取最可能的词；数值越大越多样。</translation>
    </message>
</context>
<context>
    <name>ShortcutsWindow</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter the shortcuts</source>
        <translation>筛选快捷键</translation>
    </message>
    <message>
        <source>No command is called that.</source>
        <translation>没有这个名称的命令。</translation>
    </message>
</context>
<context>
    <name>StoragePage</name>
    <message>
        <source>Export all…</source>
        <translation>全部导出…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Recently deleted…</source>
        <translation>最近删除…</translation>
    </message>
    <message>
        <source>Clear snapshots</source>
        <translation>清除快照</translation>
    </message>
    <message>
        <source>Snapshots let the model go on with a chat without reading it again. Missing ones are made anew.</source>
        <translation>快照让模型无需重新读取即可继续对话。缺少的快照会重新生成。</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Chats are backed up daily. There is no backup yet.</source>
        <translation>对话每天备份。目前还没有备份。</translation>
    </message>
    <message>
        <source>Chats are backed up daily, the last time on {time}.</source>
        <translation>对话每天备份，上次备份：{time}。</translation>
    </message>
    <message>
        <source>Reveal</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Reveal {name}</source>
        <translation>显示 {name}</translation>
    </message>
</context>
<context>
    <name>Trashed</name>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>删除时间</translation>
    </message>
    <message>
        <source>Kept for</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>less than a day</source>
        <translation>不到 1 天</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 天</translation>
    </message>
    <message>
        <source>{count} days</source>
        <translation>{count} 天</translation>
    </message>
</context>
<context>
    <name>TrashWindow</name>
    <message>
        <source>Recently deleted</source>
        <translation>最近删除</translation>
    </message>
    <message>
        <source>Nothing was deleted in the last 30 days.</source>
        <translation>过去 30 天内没有删除任何内容。</translation>
    </message>
    <message>
        <source>Recently deleted chats</source>
        <translation>最近删除的对话</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Delete for good…</source>
        <translation>永久删除…</translation>
    </message>
    <message>
        <source>Delete all for good…</source>
        <translation>全部永久删除…</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>永久删除</translation>
    </message>
    <message>
        <source>Deleted chats are kept here for 30 days, and then deleted for good.</source>
        <translation>删除的对话会在此保留 30 天，然后永久删除。</translation>
    </message>
    <message>
        <source>Delete this chat for good? It cannot be brought back.</source>
        <translation>要永久删除此对话吗？删除后无法恢复。</translation>
    </message>
    <message>
        <source>Delete {count} chats for good? They cannot be brought back.</source>
        <translation>要永久删除 {count} 个对话吗？删除后无法恢复。</translation>
    </message>
</context>
<context>
    <name>SettingsWindow</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>储存空间</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Pinned</source>
        <translation>已置顶</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Previous 7 days</source>
        <translation>过去 7 天</translation>
    </message>
    <message>
        <source>{month} {year}</source>
        <translation>{year}年{month}</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation>边栏</translation>
    </message>
</context>
<context>
    <name>ChatList</name>
    <message>
        <source>Chats</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重新命名</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Move to folder</source>
        <translation>移到文件夹</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>No folder</source>
        <translation>无文件夹</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>新建文件夹…</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>Name of the folder</source>
        <translation>文件夹名称</translation>
    </message>
</context>
<context>
    <name>ChatPainter</name>
    <message>
        <source>Title of the chat</source>
        <translation>对话标题</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search all chats</source>
        <translation>搜索所有对话</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
</context>
<context>
    <name>HitList</name>
    <message>
        <source>Found</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有结果</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Bring the deleted chat back</source>
        <translation>恢复删除的对话</translation>
    </message>
    <message>
        <source>{count} chats deleted</source>
        <translation>已删除 {count} 个对话</translation>
    </message>
    <message>
        <source>Chat deleted</source>
        <translation>已删除对话</translation>
    </message>
</context>
<context>
    <name>StatusItem</name>
    <message>
        <source>Resume the engine</source>
        <translation>恢复引擎</translation>
    </message>
    <message>
        <source>Pause the engine</source>
        <translation>暂停引擎</translation>
    </message>
    <message>
        <source>Quick ask</source>
        <translation>快速提问</translation>
    </message>
    <message>
        <source>Capture and ask…</source>
        <translation>截图并提问…</translation>
    </message>
    <message>
        <source>Open Kestrel</source>
        <translation>打开 Kestrel</translation>
    </message>
    <message>
        <source>Recent chats</source>
        <translation>最近的对话</translation>
    </message>
    <message>
        <source>Quit Kestrel</source>
        <translation>退出 Kestrel</translation>
    </message>
    <message>
        <source>No chats yet</source>
        <translation>还没有对话</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>{model} · not loaded</source>
        <translation>{model} · 未载入</translation>
    </message>
</context>
<context>
    <name>TextView</name>
    <message>
        <source>This formula could not be drawn.</source>
        <translation>无法绘制此公式。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>拷贝</translation>
    </message>
    <message>
        <source>code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>拷贝为 Markdown</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>拷贝代码</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>拷贝链接</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已拷贝</translation>
    </message>
</context>
<context>
    <name>Versions</name>
    <message>
        <source>Previous version</source>
        <translation>上一个版本</translation>
    </message>
    <message>
        <source>Next version</source>
        <translation>下一个版本</translation>
    </message>
    <message>
        <source>Version {number} of {count}</source>
        <translation>第 {number} 个版本，共 {count} 个</translation>
    </message>
</context>
<context>
    <name>Bubble</name>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>收起</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>Ask again</source>
        <translation>重新提问</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>_Field</name>
    <message>
        <source>Edit the question</source>
        <translation>编辑问题</translation>
    </message>
</context>
<context>
    <name>Ending</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>All figures of this answer</source>
        <translation>此回答的全部数据</translation>
    </message>
    <message>
        <source>Figures of this answer: {figures}</source>
        <translation>此回答的数据：{figures}</translation>
    </message>
</context>
<context>
    <name>FigureCard</name>
    <message>
        <source>Figures of this answer</source>
        <translation>此回答的数据</translation>
    </message>
</context>
<context>
    <name>Jump</name>
    <message>
        <source>To the end</source>
        <translation>滚动到末尾</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Reading the prompt</source>
        <translation>正在读取提示词</translation>
    </message>
    <message>
        <source>Waiting for the model…</source>
        <translation>正在等待模型…</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在书写…</translation>
    </message>
    <message>
        <source>Reading {done} of {total} tokens</source>
        <translation>正在读取 {done}/{total} 个词元</translation>
    </message>
    <message>
        <source>{count} reused</source>
        <translation>复用 {count}</translation>
    </message>
</context>
<context>
    <name>QuestionView</name>
    <message>
        <source>You: {text}</source>
        <translation>你：{text}</translation>
    </message>
</context>
<context>
    <name>QuestionActions</name>
    <message>
        <source>Edit the question</source>
        <translation>编辑问题</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>拷贝</translation>
    </message>
    <message>
        <source>Go on from here in a new chat</source>
        <translation>从这里开始新对话</translation>
    </message>
</context>
<context>
    <name>ReplyView</name>
    <message>
        <source>Kestrel is answering</source>
        <translation>Kestrel 正在回答</translation>
    </message>
    <message>
        <source>Kestrel: {text}</source>
        <translation>Kestrel：{text}</translation>
    </message>
</context>
<context>
    <name>ReplyActions</name>
    <message>
        <source>Another version of this answer</source>
        <translation>此回答的另一个版本</translation>
    </message>
    <message>
        <source>Go on from here in a new chat</source>
        <translation>从这里开始新对话</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>拷贝</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
</context>
<context>
    <name>Thoughts</name>
    <message>
        <source>open</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>已折叠</translation>
    </message>
</context>
<context>
    <name>Transfers</name>
    <message>
        <source>Markdown, to be read (*.md)</source>
        <translation>Markdown，便于阅读 (*.md)</translation>
    </message>
    <message>
        <source>Everything, to be imported again (*.json)</source>
        <translation>全部内容，可重新导入 (*.json)</translation>
    </message>
    <message>
        <source>Export to a new folder</source>
        <translation>导出到新文件夹</translation>
    </message>
    <message>
        <source>Kestrel export</source>
        <translation>Kestrel 导出</translation>
    </message>
    <message>
        <source>Import chats</source>
        <translation>导入对话</translation>
    </message>
    <message>
        <source>Exported chats (*.json *.md)</source>
        <translation>导出的对话 (*.json *.md)</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>正在处理…</translation>
    </message>
    <message>
        <source>Exported to {folder}</source>
        <translation>已导出到 {folder}</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>{count} chats imported</source>
        <translation>已导入 {count} 个对话</translation>
    </message>
    <message>
        <source>1 chat imported</source>
        <translation>已导入 1 个对话</translation>
    </message>
</context>
<context>
    <name>Bar</name>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>显示或隐藏边栏</translation>
    </message>
    <message>
        <source>Leaves no trace</source>
        <translation>不留痕迹</translation>
    </message>
    <message>
        <source>How this chat is answered</source>
        <translation>此对话的回答方式</translation>
    </message>
</context>
<context>
    <name>ModelPill</name>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>正在载入</translation>
    </message>
    <message>
        <source>restarting</source>
        <translation>正在重新启动</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Not in memory. It is loaded when you ask.</source>
        <translation>未载入内存。提问时会自动载入。</translation>
    </message>
    <message>
        <source>Ready. Press to choose another model.</source>
        <translation>就绪。按下以选择其他模型。</translation>
    </message>
    <message>
        <source>The model is being loaded.</source>
        <translation>正在载入模型。</translation>
    </message>
</context>
<context>
    <name>Curtain</name>
    <message>
        <source>Drop to attach</source>
        <translation>松开以添加附件</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>View</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>New chat without a trace</source>
        <translation>新建无痕对话</translation>
    </message>
    <message>
        <source>Attach files…</source>
        <translation>添加附件…</translation>
    </message>
    <message>
        <source>Read a document…</source>
        <translation>读取文稿…</translation>
    </message>
    <message>
        <source>Export this chat…</source>
        <translation>导出此对话…</translation>
    </message>
    <message>
        <source>Export all chats…</source>
        <translation>导出所有对话…</translation>
    </message>
    <message>
        <source>Import chats…</source>
        <translation>导入对话…</translation>
    </message>
    <message>
        <source>Recently deleted…</source>
        <translation>最近删除…</translation>
    </message>
    <message>
        <source>Close window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Quit Kestrel</source>
        <translation>退出 Kestrel</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>拷贝</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Search chats</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>撰写消息</translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation>边栏</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏幕</translation>
    </message>
    <message>
        <source>Stop answering</source>
        <translation>停止回答</translation>
    </message>
    <message>
        <source>Regenerate the answer</source>
        <translation>重新生成回答</translation>
    </message>
    <message>
        <source>Copy the last answer</source>
        <translation>拷贝上一个回答</translation>
    </message>
    <message>
        <source>Think before answering</source>
        <translation>先思考再回答</translation>
    </message>
    <message>
        <source>How this chat is answered…</source>
        <translation>此对话的回答方式…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重新命名…</translation>
    </message>
    <message>
        <source>Pin or unpin</source>
        <translation>置顶或取消置顶</translation>
    </message>
    <message>
        <source>Delete chat</source>
        <translation>删除对话</translation>
    </message>
    <message>
        <source>Next chat</source>
        <translation>下一个对话</translation>
    </message>
    <message>
        <source>Previous chat</source>
        <translation>上一个对话</translation>
    </message>
    <message>
        <source>Capture a region</source>
        <translation>截取区域</translation>
    </message>
    <message>
        <source>Capture a window</source>
        <translation>截取窗口</translation>
    </message>
    <message>
        <source>Capture the screen</source>
        <translation>截取屏幕</translation>
    </message>
    <message>
        <source>Read this…</source>
        <translation>识别内容…</translation>
    </message>
    <message>
        <source>Find on the picture…</source>
        <translation>在图片中查找…</translation>
    </message>
    <message>
        <source>Quick ask</source>
        <translation>快速提问</translation>
    </message>
    <message>
        <source>Minimise</source>
        <translation>最小化</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Unload the model</source>
        <translation>卸载模型</translation>
    </message>
    <message>
        <source>Bring all to front</source>
        <translation>前置全部窗口</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Logs of readings</source>
        <translation>阅读日志</translation>
    </message>
    <message>
        <source>About Kestrel</source>
        <translation>关于 Kestrel</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SampleButton</name>
    <message>
        <source>Try: {question}</source>
        <translation>试试：{question}</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>What shall I look at?</source>
        <translation>要我看什么？</translation>
    </message>
    <message>
        <source>Drop a picture, a document, a clip or a folder anywhere in this window, and ask about it.</source>
        <translation>将图片、文稿、视频或文件夹拖到此窗口的任意位置，然后提问。</translation>
    </message>
    <message>
        <source>You are talking to kestrel-nano, a demonstration of 11 MB that came with the app. It reads small, plain screens like these and knows nothing of the world.</source>
        <translation>你正在使用 kestrel-nano，这是随应用附带的 11 MB 演示模型。它能读取这类简单的小屏幕，但不了解外面的世界。</translation>
    </message>
    <message>
        <source>Choose a real model…</source>
        <translation>选取真正的模型…</translation>
    </message>
</context>
<context>
    <name>Windows</name>
    <message>
        <source>Chats, pictures and backups</source>
        <translation>对话、图片和备份</translation>
    </message>
    <message>
        <source>Snapshots, for quick answers</source>
        <translation>快照，用于快速回答</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
</context>
<context>
    <name>ModelInUse</name>
    <message>
        <source>Another chat is being answered. Wait for its end, or stop it.</source>
        <translation>正在回答另一个对话。请等待其完成，或将其停止。</translation>
    </message>
</context>
<context>
    <name>PermissionRow</name>
    <message>
        <source>Given</source>
        <translation>已允许</translation>
    </message>
    <message>
        <source>Not needed here</source>
        <translation>此处不需要</translation>
    </message>
    <message>
        <source>Not asked yet</source>
        <translation>尚未询问</translation>
    </message>
    <message>
        <source>Allow…</source>
        <translation>允许…</translation>
    </message>
    <message>
        <source>Not given</source>
        <translation>未允许</translation>
    </message>
    <message>
        <source>If the system shows it as given, quit Kestrel and open it again. If that does not help, take it off the list there and add it anew: a new version of the program may count as another one.</source>
        <translation>如果系统显示已允许，请退出并重新打开 Kestrel。如果仍无效，请在列表中移除后重新添加：程序的新版本可能被视为另一个程序。</translation>
    </message>
    <message>
        <source>Open the system&apos;s settings</source>
        <translation>打开系统设置</translation>
    </message>
    <message>
        <source>Given after a restart</source>
        <translation>重新启动后生效</translation>
    </message>
    <message>
        <source>Quit Kestrel and open it again; until then pictures may show nothing.</source>
        <translation>请退出并重新打开 Kestrel；在此之前截图可能没有内容。</translation>
    </message>
</context>
<context>
    <name>PermissionsPage</name>
    <message>
        <source>Only what you allow.</source>
        <translation>只做您允许的事。</translation>
    </message>
    <message>
        <source>Chats, attached pictures and documents need no permission. Neither does a capture by the system&apos;s own picker.</source>
        <translation>对话、附加的图片和文档都不需要权限。使用系统自带的选取器截屏也不需要。</translation>
    </message>
    <message>
        <source>Pictures of the screen</source>
        <translation>屏幕画面</translation>
    </message>
    <message>
        <source>To capture a region or a window without the system&apos;s picker.</source>
        <translation>用于不经系统选取器直接截取区域或窗口。</translation>
    </message>
    <message>
        <source>Elements of other programs</source>
        <translation>其他程序的界面元素</translation>
    </message>
    <message>
        <source>To check what the model reads on a window against the window itself.</source>
        <translation>用于将模型从窗口读到的内容与窗口本身核对。</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>To say that an answer or a download is done while you look elsewhere.</source>
        <translation>用于在您不在窗口前时告知回答或下载已完成。</translation>
    </message>
</context>
<context>
    <name>Attention</name>
    <message>
        <source>An answer failed</source>
        <translation>回答失败</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>已回答</translation>
    </message>
    <message>
        <source>Downloaded</source>
        <translation>已下载</translation>
    </message>
    <message>
        <source>{model} is ready.</source>
        <translation>{model} 已就绪。</translation>
    </message>
</context>
<context>
    <name>Callers</name>
    <message>
        <source>Selected text</source>
        <translation>选中的文本</translation>
    </message>
</context>
<context>
    <name>Promises</name>
    <message>
        <source>Dropped file</source>
        <translation>拖入的文件</translation>
    </message>
</context>
<context>
    <name>Sparing</name>
    <message>
        <source>A question is being answered</source>
        <translation>正在回答问题</translation>
    </message>
    <message>
        <source>A model is being downloaded</source>
        <translation>正在下载模型</translation>
    </message>
</context>
<context>
    <name>Folders</name>
    <message>
        <source>There is no text in it that may be read.</source>
        <translation>其中没有可以读取的文本。</translation>
    </message>
    <message>
        <source>{secrets} with secrets and {others} more left out</source>
        <translation>略去 {secrets} 个含机密的文件和另外 {others} 个</translation>
    </message>
    <message>
        <source>{secrets} with secrets left out</source>
        <translation>略去 {secrets} 个含机密的文件</translation>
    </message>
    <message>
        <source>{others} left out</source>
        <translation>略去 {others} 个</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 个文件</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>{count} 个文件</translation>
    </message>
    <message>
        <source>Left out:</source>
        <translation>已略去：</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>以及另外 {count} 个</translation>
    </message>
</context>
<context>
    <name>Unpacking</name>
    <message>
        <source>{name} has {count} pages; the first {shown} are here.</source>
        <translation>{name} 共有 {count} 页，这里是前 {shown} 页。</translation>
    </message>
    <message>
        <source>{name} opens with a password.</source>
        <translation>打开 {name} 需要密码。</translation>
    </message>
    <message>
        <source>{name}, page {number}</source>
        <translation>{name}，第 {number} 页</translation>
    </message>
    <message>
        <source>{name}, pages {first} to {last}</source>
        <translation>{name}，第 {first} 至 {last} 页</translation>
    </message>
    <message>
        <source>One question takes {count} pages; read it with File &gt; Read a document…, where each page can be asked about.</source>
        <translation>一个问题最多带 {count} 页；请用“文件 &gt; 读取文稿…”打开，在那里可以就任意一页提问。</translation>
    </message>
    <message>
        <source>It opens with a password; read it with File &gt; Read a document…, which asks for it, or save it without one.</source>
        <translation>打开它需要密码；请用“文件 &gt; 读取文稿…”打开并输入密码，或另存一份没有密码的。</translation>
    </message>
</context>
<context>
    <name>DocumentDesk</name>
    <message>
        <source>Read it…</source>
        <translation>读取…</translation>
    </message>
</context>
<context>
    <name>BlockView</name>
    <message>
        <source>No witness was heard</source>
        <translation>没有可供核对的依据</translation>
    </message>
</context>
<context>
    <name>BlockList</name>
    <message>
        <source>Text of the page</source>
        <translation>本页文本</translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>Documents (*.pdf *.tif *.tiff *.png *.jpg *.jpeg *.webp *.bmp *.gif)</source>
        <translation>文稿 (*.pdf *.tif *.tiff *.png *.jpg *.jpeg *.webp *.bmp *.gif)</translation>
    </message>
    <message>
        <source>Read a document</source>
        <translation>读取文稿</translation>
    </message>
    <message>
        <source>No page is read yet.</source>
        <translation>还没有读取任何一页。</translation>
    </message>
    <message>
        <source>Choose what kind of document it is, and its fields are taken out: each with its place on the page and how far it is checked.</source>
        <translation>选择文稿的种类即可提取字段：每个字段都标出在页面上的位置和核对情况。</translation>
    </message>
    <message>
        <source>Nothing was read on this page.</source>
        <translation>这一页没有读到内容。</translation>
    </message>
    <message>
        <source>This page is not read yet.</source>
        <translation>这一页尚未读取。</translation>
    </message>
    <message>
        <source>Read the page, and its text stands here, each piece with its place.</source>
        <translation>读取后，这一页的文本会显示在这里，每一段都有其位置。</translation>
    </message>
    <message>
        <source>Page {number}: {reason}</source>
        <translation>第 {number} 页：{reason}</translation>
    </message>
    <message>
        <source>The answer was cut off: the page lacks its end.</source>
        <translation>回答被截断：这一页缺少结尾。</translation>
    </message>
</context>
<context>
    <name>Empty</name>
    <message>
        <source>Open a document…</source>
        <translation>打开文稿…</translation>
    </message>
    <message>
        <source>Drop a document here</source>
        <translation>将文稿拖到这里</translation>
    </message>
    <message>
        <source>A PDF, a scan or a photograph of a page. Read its text and tables, or take out the fields that you need: each piece is checked and shown in its place.</source>
        <translation>PDF、扫描件或页面照片均可。可以读取其中的文本和表格，或提取所需的字段；每一项都经过核对，并标出在页面上的位置。</translation>
    </message>
</context>
<context>
    <name>FieldTable</name>
    <message>
        <source>Fields of the document</source>
        <translation>文稿的字段</translation>
    </message>
</context>
<context>
    <name>FormChoice</name>
    <message>
        <source>What to take out</source>
        <translation>要提取的内容</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>收据</translation>
    </message>
    <message>
        <source>Invoice</source>
        <translation>发票</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>表单</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Own schema…</source>
        <translation>自定 schema…</translation>
    </message>
    <message>
        <source>Choose a JSON schema</source>
        <translation>选取 JSON schema</translation>
    </message>
    <message>
        <source>JSON schemas (*.json)</source>
        <translation>JSON schema (*.json)</translation>
    </message>
</context>
<context>
    <name>PagePane</name>
    <message>
        <source>Page</source>
        <translation>页码</translation>
    </message>
    <message>
        <source>of {count}</source>
        <translation>/ {count}</translation>
    </message>
    <message>
        <source>Page before</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Ask about this page</source>
        <translation>就这一页提问</translation>
    </message>
    <message>
        <source>Open another document…</source>
        <translation>打开另一份文稿…</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Fit into the window</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
</context>
<context>
    <name>DocumentReader</name>
    <message>
        <source>Of {count} pages {done} are read; no sums are checked yet.</source>
        <translation>共 {count} 页，已读取 {done} 页；尚未核对合计。</translation>
    </message>
    <message>
        <source>Page {number}</source>
        <translation>第 {number} 页</translation>
    </message>
    <message>
        <source>Page {place} of {count}</source>
        <translation>第 {place} 页，共 {count} 页</translation>
    </message>
    <message>
        <source>{count} letters read</source>
        <translation>已读出 {count} 个字符</translation>
    </message>
    <message>
        <source>{done} of {total} tokens seen</source>
        <translation>已读取 {done}/{total} 个词元</translation>
    </message>
</context>
<context>
    <name>ResultPane</name>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>拷贝表格</translation>
    </message>
    <message>
        <source>For a spreadsheet, or as a table for a text</source>
        <translation>可粘贴到电子表格，或作为表格粘贴到文章中</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>存储为…</translation>
    </message>
    <message>
        <source>Read this page</source>
        <translation>读取本页</translation>
    </message>
    <message>
        <source>Read all pages</source>
        <translation>读取所有页</translation>
    </message>
    <message>
        <source>Take out the fields</source>
        <translation>提取字段</translation>
    </message>
    <message>
        <source>Read the page</source>
        <translation>读取此页</translation>
    </message>
    <message>
        <source>Read the other pages</source>
        <translation>读取其余页</translation>
    </message>
</context>
<context>
    <name>FieldRows</name>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>{verdict}, set aside</source>
        <translation>{verdict}，不采用</translation>
    </message>
    <message>
        <source>On the page: “{words}”</source>
        <translation>页面原文：“{words}”</translation>
    </message>
    <message>
        <source>No witness was heard</source>
        <translation>没有可供核对的依据</translation>
    </message>
</context>
<context>
    <name>Standing</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Password of the document</source>
        <translation>文稿的密码</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>DocumentWindow</name>
    <message>
        <source>Read a document</source>
        <translation>读取文稿</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>正在打开 {name}…</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>{name}, page {number}</source>
        <translation>{name}，第 {number} 页</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>confirmed</source>
        <translation>已证实</translation>
    </message>
    <message>
        <source>unconfirmed</source>
        <translation>未证实</translation>
    </message>
    <message>
        <source>contradicted</source>
        <translation>有矛盾</translation>
    </message>
    <message>
        <source>accessibility tree</source>
        <translation>辅助功能树</translation>
    </message>
    <message>
        <source>another page</source>
        <translation>另一页</translation>
    </message>
    <message>
        <source>arithmetic</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>quotation</source>
        <translation>引文</translation>
    </message>
    <message>
        <source>second look</source>
        <translation>再次查看</translation>
    </message>
    <message>
        <source>subtitles</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>text layer</source>
        <translation>文本层</translation>
    </message>
</context>
<context>
    <name>Drops</name>
    <message>
        <source>Drop to read</source>
        <translation>松开以读取</translation>
    </message>
</context>
<context>
    <name>ReadDesk</name>
    <message>
        <source>Nothing was read in several steps yet.</source>
        <translation>还没有进行过分步阅读。</translation>
    </message>
</context>
</TS>
